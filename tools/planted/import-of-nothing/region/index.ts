export { zones } from '#region/zones'
