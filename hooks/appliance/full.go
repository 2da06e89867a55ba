package appliance

import (
	"errors"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"onestop/hooks/appliance/disk"
	"onestop/hooks/appliance/probe"
)

// starved is the room below which SQLite's own words for a failed write mean a full disk: it
// could not make or lengthen a file beside the database. In bytes.
const starved = 1 << 20

// Full tells whether something failed because the disk of the data folder has no room left.
func Full(dir string, err error) bool {
	if disk.Full(err) {
		return true
	}
	said, ok := errors.AsType[*sqlite.Error](err)
	if !ok {
		return false
	}
	switch said.Code() & 0xff {
	case sqlite3.SQLITE_FULL:
		return true
	case sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN:
		room, roomErr := probe.RoomOf(dir)
		return roomErr == nil && room.Free < starved
	}
	return false
}

// Failing tells whether something failed because the disk of the data folder fails: it takes
// no writes any more, or they end in errors. A full disk is none (see Full).
func Failing(dir string, err error) bool {
	if disk.ReadOnly(err) {
		return true
	}
	said, ok := errors.AsType[*sqlite.Error](err)
	if !ok || Full(dir, err) {
		return false
	}
	switch said.Code() & 0xff {
	case sqlite3.SQLITE_READONLY, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN:
		return true
	}
	return false
}
