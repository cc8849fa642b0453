"""A module for each resource; its list `ROUTES` is what the application takes from it.

A handler says what it needs: `caller: NamedDependency[Caller]`, `runtime: NamedDependency[Runtime]`,
`data: JSONBody[Wire]`. It answers whoever has a credential; `opt=PUBLIC` opens it to all.
"""
