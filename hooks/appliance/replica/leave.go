package replica

import (
	"context"
	"errors"
	"time"

	"onestop/hooks/appliance/refusal"
	"onestop/hooks/appliance/where"
)

// A house that goes on in another place tells the one that it had: a standby there would take over
// from one that was stopped, and two houses would serve.

const (
	telling   = 2 * time.Second // how long a start waits for a place before, less than trust
	toldAgain = time.Minute     // how often one is tried that could not be told
)

// toLeave are the places that a house had before it goes on in this one.
func (m marker) toLeave(place *Place) (list []left) {
	for _, l := range m.Left {
		if !Same(l.Place, place.String()) {
			list = append(list, l)
		}
	}
	if m.Tenure > 0 && m.Place != "" && m.Place != place.String() {
		list = append(list, left{m.Place, m.Tenure})
	}
	return list
}

// leave tells the places before, and keeps those that could not be told.
func (p *Primary) leave(ctx context.Context, places []left) error {
	var untold []left
	for _, place := range places {
		done, err := p.o.tell(ctx, place, p.had.Folder, p.lease.process())
		if err != nil {
			return err
		}
		if !done {
			untold = append(untold, place)
		}
	}
	p.had.Left = untold
	p.warn(nil)
	return nil
}

// leaveAgain tries the places that could not be told. Where another machine has taken over there
// meanwhile, two houses serve, which a person has to end.
func (p *Primary) leaveAgain(ctx context.Context) {
	before := len(p.had.Left)
	if err := p.leave(ctx, p.had.Left); err != nil {
		p.warn(err)
		return
	}
	if len(p.had.Left) < before {
		if err := p.had.write(markerOf(p.o.Dir)); err != nil {
			p.o.Logger.Warn("That a place was left could not be written down.", "error", err)
		}
	}
}

// warn keeps what is wrong with the places before, for the check-up, and says what is new of it.
func (p *Primary) warn(err error) {
	if err == nil && len(p.had.Left) > 0 {
		err = refuse("The place that the replica had before, %[1]s, could not be told that the house goes on in %[3]s, which is tried again: stop every standby that follows there, or it may take over, and two houses serve. See that the place can be reached, or that its disk is destroyed (then delete the entry left in %[2]s).",
			"暂时无法通知原来的副本位置 %[1]s：系统已改用 %[3]s，稍后会再试。请停止在原位置跟随的备机，否则它可能接替，出现两套系统同时服务。请使该位置可以访问；其磁盘确已销毁的，请删除 %[2]s 中的 left 一项。", p.had.Left[0].Place, markerOf(p.o.Dir), p.o.Place)
	}
	now := refusal.Maybe(err)
	if before := p.untold.Swap(now); now != nil && (before == nil || *before != *now) && p.o.Say != nil {
		p.o.Say(*now)
	}
}

// tell marks the lease in a place that was left, unless it is the lease of the process that has the
// house: the same place by another address. Without a process it only looks. It refuses where another
// machine has taken over there, and answers false where the place does not answer, or has no lease:
// behind an empty mount point there may be one.
func (o Options) tell(ctx context.Context, there left, folder, process string) (done bool, err error) {
	ctx, cancel := context.WithTimeout(ctx, telling)
	defer cancel()
	old, err := Open(there.Place)
	for err == nil {
		var l Lease
		var mark string
		l, mark, err = old.read(ctx)
		switch {
		case err != nil || mark == "":
			return false, nil
		case process != "" && l.Process == process:
			return true, nil
		case l.Folder != folder && l.Tenure < there.Tenure: // set back, or another house's: nobody there can take over from this one
			return true, nil
		case l.Folder != folder:
			return false, refuse("Another machine has taken over from this folder in the place that it had before: %[1]s, in %[2]s. Two houses must not serve. To follow run onestop standby%[3]s --replica %[4]s. To go on from this database nevertheless, and leave what the other took in to itself, delete %[5]s.",
				"本机在原来的副本位置已被接替：现由 %[1]s（%[2]s）服务，不能两套系统同时服务。要作为备机跟随，请运行 onestop standby%[3]s --replica %[4]s；确定仍以本数据库为准、放弃对方此后的业务的，请删除 %[5]s。",
				l.Owner, there.Place, where.Flag(o.Dir), where.Quoted(there.Place), markerOf(o.Dir))
		case process == "":
			return false, nil
		}
		l.Moved, l.Released, l.Process, l.Beats, l.At = o.Place.String(), true, word(), l.Beats+1, time.Now().UTC()
		switch _, err = old.write(ctx, l, mark); {
		case err == nil:
			o.say("The house goes on in %[1]s. No standby takes over from it in %[2]s any more: start them with the new place.", "系统改用副本位置 %[1]s。%[2]s 处的备机不会再接替，请用新位置重新启动备机。", o.Place, there.Place)
			return true, nil
		case errors.Is(err, errTaken): // somebody was quicker: look who
			err = nil
		}
	}
	return false, nil
}
