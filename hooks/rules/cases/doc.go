// Package cases tells whole cases as a lawyer would, in testdata/*.txt: a service, what
// its people did on which day, and what the law makes of it. Its tests play every story
// through the packages of the law and hold testdata/rules.md, the list of the rules that
// concern software, against the stories. There is no law here: whatever a story needs
// stands in a package beside this one. README.md tells how to add a case.
package cases
