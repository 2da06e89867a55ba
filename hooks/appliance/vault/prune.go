package vault

import (
	"fmt"
	"time"
)

// Prune removes the backups that are not kept and the objects that none of the others
// names and that are older than grace. A backup is gone first and then what only it named,
// so that wherever a crash cuts it off every manifest has its objects. Where the list of a
// backup that stays cannot be read, nothing is removed.
func (s *Store) Prune(now time.Time, grace time.Duration) (backups, objects int, err error) {
	list, err := s.Entries()
	if err != nil {
		return 0, 0, err
	}
	others, err := s.mine()
	if err != nil {
		return 0, 0, err
	}
	stays := map[Entry]bool{}
	for i, stay := range kept(list, others) {
		if stay {
			stays[list[i]] = true
		}
	}
	needed, err := s.needed(stays)
	if err != nil {
		return 0, 0, explain(err, s.shelf.String())
	}
	if backups, err = s.forget(list, stays); err == nil {
		objects, err = s.clear(needed, now.Add(-grace))
	}
	return backups, objects, explain(err, s.shelf.String())
}

// needed are the names of all objects of the backups that stay.
func (s *Store) needed(stays map[Entry]bool) (map[string]bool, error) {
	needed := map[string]bool{}
	for entry := range stays {
		text, err := read(s.shelf, entry.file(listExt))
		if err != nil {
			return nil, fmt.Errorf("nothing old is removed: %w", err)
		}
		named, err := readList(text)
		if err != nil {
			return nil, fmt.Errorf("nothing old is removed: %w", err)
		}
		for name := range named {
			needed[name] = true
		}
	}
	return needed, nil
}

// forget removes the manifests that do not stay, and then the lists that have no manifest.
func (s *Store) forget(list []Entry, stays map[Entry]bool) (removed int, err error) {
	for _, entry := range list {
		if stays[entry] {
			continue
		}
		if err := s.shelf.Remove(entry.file(manifestExt)); err != nil {
			return removed, err
		}
		removed++
	}
	if err := s.shelf.Settle(backupsName); err != nil {
		return removed, err
	}
	lists, err := s.entriesWith(listExt)
	if err != nil {
		return removed, err
	}
	for _, entry := range lists {
		if !stays[entry] {
			if err := s.shelf.Remove(entry.file(listExt)); err != nil {
				return removed, err
			}
		}
	}
	return removed, nil
}

// clear removes old objects that nobody needs.
func (s *Store) clear(needed map[string]bool, before time.Time) (removed int, err error) {
	stored, err := s.stored()
	if err != nil {
		return 0, err
	}
	for name, there := range stored {
		if needed[name] || there.At.After(before) {
			continue
		}
		if err := s.shelf.Remove(fileOf(name)); err != nil && !missing(err) {
			return removed, err
		}
		removed++
	}
	return removed, nil
}
