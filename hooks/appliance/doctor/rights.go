package doctor

import "slices"

// entry is one line of the rights on a file of Windows: whom it lets do what.
type entry struct {
	Deny        bool
	InheritOnly bool   // holds for what lies below, not for the file itself
	Of          string // the SID
	Mask        uint32
}

// broad are whom Windows counts nearly everybody who uses the machine to: everybody, who is
// nameless, who is signed in, who sits before it, who comes by the network, and the groups
// of its users and guests.
var broad = []string{"S-1-1-0", "S-1-5-7", "S-1-5-11", "S-1-5-4", "S-1-5-2", "S-1-5-32-545", "S-1-5-32-546"}

// opening are the rights that open what is in a file or folder, or give one that do: read data
// or list, write data or add, append, delete below, delete, change rights, take over, and the
// generic ones. To read attributes or to pass through tells nothing.
const opening = 0x1 | 0x2 | 0x4 | 0x40 | 0x1_0000 | 0x4_0000 | 0x8_0000 | 0x1000_0000 | 0x4000_0000 | 0x8000_0000

// openTo tells whether a list of rights lets other users of the machine in; known is false
// for none at all, which lets everybody do everything. What an earlier line denies to the
// same group, a later one does not give.
func openTo(list []entry, known bool) bool {
	if !known {
		return true
	}
	denied := map[string]uint32{}
	for _, e := range list {
		switch {
		case e.InheritOnly || !slices.Contains(broad, e.Of):
		case e.Deny:
			denied[e.Of] |= e.Mask
		case e.Mask&opening&^denied[e.Of] != 0:
			return true
		}
	}
	return false
}
