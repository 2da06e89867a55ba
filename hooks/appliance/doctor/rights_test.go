package doctor

import "testing"

// Who else of the machine is let in, by the rights that Windows keeps on a file.
func TestRightsOfWindows(t *testing.T) {
	const everybody, users, signedIn, administrators, system, service = "S-1-1-0", "S-1-5-32-545", "S-1-5-11", "S-1-5-32-544", "S-1-5-18", "S-1-5-80-1-2-3-4-5"
	const full, readAndRun, readAttributes, traverse, synchronise = 0x1F01FF, 0x1200A9, 0x80, 0x20, 0x10_0000
	for name, c := range map[string]struct {
		list  []entry
		known bool
		open  bool
	}{
		"the service, the system and administrators": {[]entry{{Of: service, Mask: full}, {Of: system, Mask: full}, {Of: administrators, Mask: full}}, true, false},
		"a folder below ProgramData":                 {[]entry{{Of: system, Mask: full}, {Of: administrators, Mask: full}, {Of: users, Mask: readAndRun}}, true, true},
		"users may make files":                       {[]entry{{Of: users, Mask: 0x2}}, true, true},
		"everybody":                                  {[]entry{{Of: everybody, Mask: full}}, true, true},
		"whoever is signed in may read":              {[]entry{{Of: signedIn, Mask: 0x1}}, true, true},
		"generic reading":                            {[]entry{{Of: users, Mask: 0x8000_0000}}, true, true},
		"may change the rights":                      {[]entry{{Of: users, Mask: 0x4_0000}}, true, true},
		"sees that it is there":                      {[]entry{{Of: users, Mask: readAttributes | traverse | synchronise}}, true, false},
		"only for what lies below":                   {[]entry{{Of: users, Mask: full, InheritOnly: true}}, true, false},
		"denied before":                              {[]entry{{Deny: true, Of: users, Mask: full}, {Of: users, Mask: full}}, true, false},
		"denied after":                               {[]entry{{Of: users, Mask: full}, {Deny: true, Of: users, Mask: full}}, true, true},
		"denied to others":                           {[]entry{{Deny: true, Of: signedIn, Mask: full}, {Of: users, Mask: readAndRun}}, true, true},
		"denied in part":                             {[]entry{{Deny: true, Of: users, Mask: 0x2}, {Of: users, Mask: full}}, true, true},
		"denied below only":                          {[]entry{{Deny: true, Of: users, Mask: full, InheritOnly: true}, {Of: users, Mask: full}}, true, true},
		"nobody at all":                              {nil, true, false},
		"no list":                                    {nil, false, true},
	} {
		if got := openTo(c.list, c.known); got != c.open {
			t.Errorf("%s: %v", name, got)
		}
	}
}
