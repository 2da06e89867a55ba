package disk

// Owner is not asked for: an administrator of the machine may do everything.
func Owner(string) string { return "" }
