// Moves round marks on a screen apart until none covers another, or as far as one may be moved.

const ROUNDS = 40;
const FARTHEST = 64; // pixels that a mark may stand from its point

// `marks`: x, y and radius of each; gives by how much each is to be moved.
export function apart(marks) {
  const moved = marks.map(({ x, y }) => [x, y]);
  for (let round = 0; round < ROUNDS; round += 1) if (!push(marks, moved)) break;
  return moved.map(([x, y], n) => near(x - marks[n].x, y - marks[n].y));
}

// Whether two of them were too near to one another; each gives way by half.
function push(marks, moved) {
  let any = false;
  for (let one = 0; one < marks.length; one += 1) {
    for (let other = one + 1; other < marks.length; other += 1) {
      const room = marks[one].radius + marks[other].radius;
      let [x, y] = [moved[other][0] - moved[one][0], moved[other][1] - moved[one][1]];
      const far = Math.hypot(x, y);
      if (far >= room - 0.5) continue;
      any = true;
      if (far < 0.01) [x, y] = [Math.cos(other), Math.sin(other)]; // one upon the other: any way will do
      else [x, y] = [x / far, y / far];
      const half = (room - far) / 2;
      moved[one][0] -= x * half;
      moved[one][1] -= y * half;
      moved[other][0] += x * half;
      moved[other][1] += y * half;
    }
  }
  return any;
}

function near(x, y) {
  const far = Math.hypot(x, y);
  return far > FARTHEST ? [(x / far) * FARTHEST, (y / far) * FARTHEST] : [x, y];
}
