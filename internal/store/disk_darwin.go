package store

import (
	"golang.org/x/sys/unix"

	"orgctl/internal/org"
)

// diskOf asks the file system of a folder.
func diskOf(dir string) org.Disk {
	var st unix.Statfs_t
	if err := unix.Statfs(dir, &st); err != nil {
		return org.Disk{Free: -1}
	}
	disk := org.Disk{Free: int64(st.Bavail * uint64(st.Bsize))}
	if st.Flags&unix.MNT_LOCAL == 0 {
		disk.Network = unix.ByteSliceToString(st.Fstypename[:])
	}
	return disk
}
