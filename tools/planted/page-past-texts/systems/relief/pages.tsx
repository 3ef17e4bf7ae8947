export function Page() {
  return <h1>标题</h1>
}
