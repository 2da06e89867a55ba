package service

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
)

// mark begins every unit that this program wrote; another is never replaced.
const mark = "# Written by `onestop service install`; changes of your own belong into `systemctl edit onestop`.\n"

// stateRoot is where services keep their data.
const stateRoot = "/var/lib/"

// environment holds the key of an object storage, in lines NAME=VALUE. systemd reads it as root
// before the house begins, so that nobody else need read it. Tests have one of their own.
var environment = "/etc/onestop.env"

// usualDisks are the places where disks and shares are mounted. Below them the service may
// write, for its backups; what is not there is passed over.
var usualDisks = []string{"/mnt", "/media", "/run/media", "/srv"}

// Unit is the unit of systemd. The house runs as a user of its own and sees the machine as
// read only but for its data and the places of backup disks. Uploads are decoded in child
// processes of the same program that limit themselves (prlimit64, of the set @resources):
// one of them that takes too much memory is killed alone (OOMPolicy).
//
// Whether the network keeps the clock right is read by adjtimex, which ProtectClock would
// forbid: to set the clock by it takes CAP_SYS_TIME, which the service lacks, and its devices
// hold no clock.
//
// A house that cannot start tries every five seconds for as long as the machine runs. What is
// in its way mostly goes by itself or by a hand that knows nothing of services: a disk that
// is plugged in late, a clock that the network sets, room that somebody makes. A unit that
// has given up would stay down until somebody types systemctl start. A try that is refused
// changes nothing, leaves no copies, and costs two lines of the journal, which bounds itself,
// and at most one reading of the database.
func (p Plan) Unit() string {
	capability, home := "", filepath.Dir(p.Dir)
	if slices.ContainsFunc(p.ports(), func(port int) bool { return port < 1024 }) {
		capability = "CAP_NET_BIND_SERVICE"
	}
	state, writes := "", []string(nil)
	if rest, ok := strings.CutPrefix(home, stateRoot); ok {
		state = fmt.Sprintf("StateDirectory=%s\nStateDirectoryMode=0700\n", rest)
	} else {
		writes = append(writes, home)
	}
	for _, place := range slices.Concat(p.Disks, usualDisks) { // a disk that is not there keeps no house down
		writes = append(writes, "-"+place)
	}
	waits := ""
	if place := p.replicaFolder(); place != "" { // one that is not there is refused by the house, in words
		writes = append(writes, "-"+place)
		mounts := strings.Join(mountsOf(place), " ")
		waits = "Wants=" + mounts + "\nAfter=" + mounts + "\n"
	}
	return mark + fmt.Sprintf(`[Unit]
Description=一门办 Onestop
After=network-online.target local-fs.target remote-fs.target time-sync.target
Wants=network-online.target
%[9]sStartLimitIntervalSec=0

[Service]
Type=exec
User=%[1]s
Group=%[1]s
EnvironmentFile=-%[8]s
ExecStartPre=+%[7]s
ExecStart="%[2]s" %[3]s
Restart=always
RestartSec=5
TimeoutStopSec=30
KillMode=mixed
OOMPolicy=continue
MemoryMax=75%%
LimitNOFILE=65536
LimitCORE=0
UMask=0077
%[4]sReadWritePaths=%[5]s

ProtectSystem=strict
ProtectHome=yes
PrivateTmp=yes
PrivateDevices=yes
PrivateMounts=yes
ProtectControlGroups=yes
ProtectHostname=yes
ProtectKernelLogs=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
ProtectProc=invisible
NoNewPrivileges=yes
RemoveIPC=yes
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX AF_NETLINK
LockPersonality=yes
MemoryDenyWriteExecute=yes
SystemCallArchitectures=native
SystemCallFilter=@system-service
SystemCallFilter=~@privileged
SystemCallFilter=adjtimex
SystemCallErrorNumber=EPERM
CapabilityBoundingSet=%[6]s
AmbientCapabilities=%[6]s

[Install]
WantedBy=multi-user.target
`, Name, p.Binary, quoted(p.arguments()), state, quoted(writes), capability, quoted(p.takeOver()), environment, waits)
}

// mountsOf are the units of systemd that mount the file systems on the way to a folder, if there
// are such. The house waits for them and tries them again whenever it is started again.
// RequiresMountsFor would do less: where the other machine is still off when this one starts, as
// after a power cut, a service whose dependency failed is not tried again.
func mountsOf(path string) []string {
	var list []string
	for at := filepath.Clean(path); at != filepath.Dir(at); at = filepath.Dir(at) {
		list = append(list, escaped(at[1:])+".mount")
	}
	slices.Reverse(list)
	return list
}

// escaped is a path without its first slash as systemd writes it in the name of a unit.
func escaped(path string) string {
	var name strings.Builder
	for i, c := range []byte(path) {
		switch {
		case c == '/':
			name.WriteByte('-')
		case c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == ':' || c == '_' || c == '.' && i > 0:
			name.WriteByte(c)
		default:
			fmt.Fprintf(&name, `\x%02x`, c)
		}
	}
	return name.String()
}

// takeOver gives the service what an administrator's command left as root's in the data
// folder and beside it under its name.
func (p Plan) takeOver() []string {
	return []string{"/usr/bin/find", filepath.Dir(p.Dir), "-xdev", "(", "-path", p.Dir, "-o", "-path", p.Dir + "/*", "-o", "-path", p.Dir + ".*", ")",
		"-user", "root", "-group", "root", "-exec", "/bin/chown", "-h", "--from=root:root", Name + ":" + Name, "{}", "+"}
}

// quoted are words as systemd reads them: a per cent sign would be a specifier.
func quoted(words []string) string {
	list := make([]string, len(words))
	for i, word := range words {
		if list[i] = word; strings.ContainsAny(word, " ;") {
			list[i] = `"` + word + `"`
		}
	}
	return strings.Join(list, " ")
}
