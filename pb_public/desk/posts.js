// The posts of an officer: the own one, and those of absent colleagues who named the officer
// as deputy (AB岗, R-PL-22). The server decides by the same; here it decides what is offered.

// The absent colleagues for whom the officer stands in.
export const deputedBy = (me, officers) => officers.filter((o) => o.id !== me.id && o.deputy === me.id && o.absent && o.active);

// The posts, the own one first.
export const postsOf = (me, officers) => [me, ...deputedBy(me, officers)];

const roles = (posts) => [...new Set(posts.flatMap((post) => post.roles))];

// The roles of all posts, for what the server looks at case by case.
export const rolesOf = (me, officers) => roles(postsOf(me, officers));

// The roles on a case of these departments; supervisors oversee every case.
export const rolesOnCase = (me, officers, departments) => roles(postsOf(me, officers)
  .filter((post) => departments.includes(post.department) || post.roles.includes("supervisor")));
