package doctor

import "time"

const (
	diskLeast   = 2 << 30 // of a backup disk
	growthKnown = 7 * 24 * time.Hour
	daysLow     = 90
	daysOut     = 14
)

// roomLeft judges the room by what is free and by how long it lasts at the present growth.
func roomLeft(f Facts) Finding {
	r := f.Room
	if r == nil {
		return Finding{}
	}
	left, known := r.lasts()
	figure := bytesOf(r.Free)
	if known {
		figure += ", " + digits(left) + " d"
	}
	switch {
	case r.Free < r.Floor():
		return red(figure, "Only %[1]s is free, so that uploads are refused: put in a bigger disk, or delete what does not belong to Onestop.",
			"磁盘只剩 %[1]s，已不接收上传：请更换更大的磁盘，或删除与一门办无关的文件。", bytesOf(r.Free))
	case known && left < daysOut:
		return red(figure, "At the present growth the disk is full in %[1]s: put in a bigger one this week.", "按目前的增长，磁盘 %[1]d 天后写满：请本周更换更大的磁盘。", daysOf(left))
	case r.Scarce():
		return amber(figure, "Less than a tenth of the disk is free (%[1]s): delete what does not belong to Onestop, or order a bigger disk.",
			"磁盘剩余不足十分之一（%[1]s）：请删除与一门办无关的文件，或采购更大的磁盘。", bytesOf(r.Free))
	case known && left < daysLow:
		return amber(figure, "At the present growth the disk is full in %[1]s: order a bigger one.", "按目前的增长，磁盘 %[1]d 天后写满：请采购更大的磁盘。", daysOf(left))
	}
	return green(figure, "There is room on the disk of the data.", "数据磁盘空间充足。")
}

// lasts is for how many days the room lasts at the present growth; false while that is not known
// or there is none.
func (r *Room) lasts() (int, bool) {
	if r.Over < growthKnown || r.Grown <= 0 {
		return 0, false
	}
	perDay := float64(r.Grown) / (r.Over.Hours() / 24)
	return int(min(float64(r.Free)/perDay, 9999)), true
}
