package intake

import "golang.org/x/sys/windows"

// limitMemory does nothing: the checks of the head and the soft limit of the collector hold
// here alone.
func limitMemory(uint64) error { return nil }

// machineMemory is not known here.
func machineMemory() uint64 { return 0 }

// giveWay puts a process into the class of priorities below that of the server.
func giveWay(process int) error {
	handle, err := windows.OpenProcess(windows.PROCESS_SET_INFORMATION, false, uint32(process))
	if err != nil {
		return err
	}
	defer windows.CloseHandle(handle)
	return windows.SetPriorityClass(handle, windows.BELOW_NORMAL_PRIORITY_CLASS)
}
