package store

import (
	"path/filepath"

	"golang.org/x/sys/windows"

	"orgctl/internal/org"
)

// diskOf asks the drive of a folder.
func diskOf(dir string) org.Disk {
	disk := org.Disk{Free: -1}
	if path, err := windows.UTF16PtrFromString(dir); err == nil {
		var free uint64
		if windows.GetDiskFreeSpaceEx(path, &free, nil, nil) == nil {
			disk.Free = int64(free)
		}
	}
	if root, err := windows.UTF16PtrFromString(filepath.VolumeName(dir) + `\`); err == nil && windows.GetDriveType(root) == windows.DRIVE_REMOTE {
		disk.Network = "network drive"
	}
	return disk
}
