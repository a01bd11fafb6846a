package store

import (
	"golang.org/x/sys/unix"

	"orgctl/internal/org"
)

// diskOf asks the file system of a folder. Those of the network are told by the numbers they go by; what a user's own
// program presents as a file system can be anything, and is taken for local.
func diskOf(dir string) org.Disk {
	var st unix.Statfs_t
	if err := unix.Statfs(dir, &st); err != nil {
		return org.Disk{Free: -1}
	}
	disk := org.Disk{Free: int64(st.Bavail * uint64(st.Bsize))}
	switch uint32(st.Type) {
	case unix.NFS_SUPER_MAGIC:
		disk.Network = "NFS"
	case unix.SMB_SUPER_MAGIC, 0xff534d42, 0xfe534d42:
		disk.Network = "SMB"
	case unix.V9FS_MAGIC:
		disk.Network = "9P"
	case unix.AFS_SUPER_MAGIC, 0x6b414653:
		disk.Network = "AFS"
	case 0x00c36400:
		disk.Network = "Ceph"
	case unix.CODA_SUPER_MAGIC:
		disk.Network = "Coda"
	}
	return disk
}
