package demo

import (
	"fmt"
	"slices"

	"github.com/pocketbase/pocketbase/core"

	"onestop/hooks/rules/workday"
)

// mailbox is where the people of the county are reached; nothing is ever sent there.
const mailbox = "@demo.test"

// organisation writes regions, departments, officers, applicants and the administrator.
func (l *loader) organisation() error {
	officers, err := l.tx.FindCachedCollectionByNameOrId("officers")
	if err != nil {
		return err
	}
	sample := core.NewRecord(officers)
	sample.SetPassword(l.options.Password)
	l.hash = sample.GetString("password:hash")
	for _, part := range []func() error{l.regions, l.departments, l.staff, l.people} {
		if err := part(); err != nil {
			return err
		}
	}
	_, err = l.put(core.CollectionNameSuperusers, "admin", l.login("admin", nil))
	return err
}

// login adds what every account has to its fields.
func (l *loader) login(name string, fields map[string]any) map[string]any {
	account := map[string]any{"email": name + mailbox, "password": &core.PasswordFieldValue{Hash: l.hash}, "verified": true}
	for key, value := range fields {
		account[key] = value
	}
	return account
}

func (l *loader) regions() error {
	for _, r := range l.county.Regions {
		fields := map[string]any{"code": r.Code, "name": r.Name, "name_en": r.NameEn, "level": r.Level}
		if r.Parent != "" {
			fields["parent"] = recordID("regions", r.Parent)
		}
		if _, err := l.put("regions", r.Code, fields); err != nil {
			return err
		}
	}
	return nil
}

func (l *loader) departments() error {
	for _, d := range l.county.Departments {
		_, err := l.put("departments", d.Key, map[string]any{
			"code": d.Code, "name": d.Name, "name_en": d.NameEn, "region": recordID("regions", "510799"), "kind": d.Kind,
			"phone": d.Phone, "address": d.Address, "active": true,
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// roster is every officer: those named one by one, and the posts of each other department.
func (l *loader) roster() []officer {
	list := slices.Clone(l.county.Officers)
	surnames := []rune(l.county.Surnames)
	for i, d := range l.county.Departments {
		if d.Key == "market" {
			continue
		}
		for _, post := range l.county.Posts {
			o := post
			o.Login, o.Department = post.Login+"."+d.Key, d.Key
			o.Name = string(surnames[i%len(surnames)]) + post.Name
			list = append(list, o)
		}
	}
	return list
}

// staff writes the officers, then who stands in for whom.
func (l *loader) staff() error {
	for _, o := range l.roster() {
		r, err := l.put("officers", o.Login, l.login(o.Login, map[string]any{
			"name": o.Name, "department": recordID("departments", o.Department), "roles": o.Roles, "active": true,
		}))
		if err != nil {
			return err
		}
		l.officers[o.Login] = r
	}
	for _, o := range l.county.Officers {
		if o.Deputy == "" {
			continue
		}
		r := l.officers[o.Login]
		r.Set("deputy", recordID("officers", o.Deputy))
		if err := l.house.Seed(l.tx, r); err != nil {
			return fmt.Errorf("deputy of %s: %w", o.Login, err)
		}
	}
	return nil
}

// post is the officer who holds a post in a department.
func (l *loader) post(post, department string) *core.Record {
	if department == "market" {
		return l.officers[post]
	}
	return l.officers[post+"."+department]
}

func (l *loader) people() error {
	for _, a := range l.county.Applicants {
		r, err := l.put("applicants", a.Login, l.login(a.Login, map[string]any{
			"kind": a.Kind, "name": a.Name, "id_type": a.IDType, "id_number": a.IDNumber, "phone": a.Phone, "consent_version": "demo",
			"seen_on": workday.DayOf(l.house.Now()).String(), // they have accounts: not forgotten after 90 days as people of the counter are
		}))
		if err != nil {
			return err
		}
		l.callers[a.Login] = r
	}
	return nil
}
