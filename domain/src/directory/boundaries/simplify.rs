//! Fewer points for a map, without gaps: a border that two areas share is simplified once and the same for both.
//!
//! Rings are cut where three areas meet. What lies between two such points is an arc, and each arc is simplified by
//! Douglas and Peucker, always from the same end, so that whoever else has it gets the same points.

use std::cmp::Ordering;
use std::collections::HashMap;

/// A degree of longitude is so much shorter than one of latitude, in the middle of the country (cosine of 49.8°).
const EAST_TO_NORTH: f64 = 0.645;
/// Degrees are kept to about a metre.
const GRID: f64 = 1e5;

/// A position: degrees east and north.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Point {
    pub(super) east: f64,
    pub(super) north: f64,
}

/// A closed line, without its first point again at the end.
pub(super) type Ring = Vec<Point>;
/// Areas; of each its outline first, then its holes.
pub(super) type Area = Vec<Vec<Ring>>;

type Key = (u64, u64);

impl Point {
    /// On the grid, so that what is the same place is the same number.
    pub(super) fn of(east: f64, north: f64) -> Self {
        let on_grid = |degrees: f64| (degrees * GRID).round() / GRID;
        Self { east: on_grid(east), north: on_grid(north) }
    }

    fn key(self) -> Key {
        (self.east.to_bits(), self.north.to_bits())
    }

    fn order(&self, other: &Self) -> Ordering {
        self.east.total_cmp(&other.east).then(self.north.total_cmp(&other.north))
    }

    /// How far it is from the line between two points, in degrees of latitude, squared.
    fn distance(self, from: Self, to: Self) -> f64 {
        let (east, north) = ((to.east - from.east) * EAST_TO_NORTH, to.north - from.north);
        let (x, y) = ((self.east - from.east) * EAST_TO_NORTH, self.north - from.north);
        let length = east * east + north * north;
        let part =
            if length > 0.0 { ((x * east + y * north) / length).clamp(0.0, 1.0) } else { 0.0 };
        let (x, y) = (x - part * east, y - part * north);
        x * x + y * y
    }
}

/// Makes areas of one map simpler: no point that goes lies further than `tolerance` degrees of latitude from what stays.
pub(super) fn simplify(areas: &[Area], tolerance: f64) -> Vec<Area> {
    let meeting = Meeting::of(areas);
    let simple = |ring: &Ring| meeting.simplified(ring, tolerance * tolerance);
    let polygon = |rings: &Vec<Ring>| {
        let mut rings = rings.iter().map(simple);
        let outline = rings.next().filter(is_area)?;
        Some(std::iter::once(outline).chain(rings.filter(is_area)).collect())
    };
    let area = |area: &Area| {
        let kept: Area = area.iter().filter_map(polygon).collect();
        // An area that is smaller than the tolerance stays as it is: it should be found on the map.
        if kept.is_empty() { area.clone() } else { kept }
    };
    areas.iter().map(area).collect()
}

fn is_area(ring: &Ring) -> bool {
    ring.len() >= 3
}

/// Where three or more areas meet.
struct Meeting(HashMap<Key, Vec<Key>>);

impl Meeting {
    fn of(areas: &[Area]) -> Self {
        let mut neighbours: HashMap<Key, Vec<Key>> = HashMap::new();
        let mut note = |one: Point, other: Point| {
            let known = neighbours.entry(one.key()).or_default();
            if !known.contains(&other.key()) {
                known.push(other.key());
            }
        };
        for ring in areas.iter().flatten().flatten() {
            for (one, other) in ring.iter().zip(ring.iter().cycle().skip(1)) {
                note(*one, *other);
                note(*other, *one);
            }
        }
        Self(neighbours)
    }

    fn is_meeting(&self, point: Point) -> bool {
        self.0.get(&point.key()).is_some_and(|neighbours| neighbours.len() > 2)
    }

    fn simplified(&self, ring: &Ring, tolerance: f64) -> Ring {
        let meets = ring.iter().position(|point| self.is_meeting(*point));
        let smallest = || {
            let points = ring.iter().enumerate();
            points.min_by(|(_, one), (_, other)| one.order(other)).map(|(place, _)| place)
        };
        let Some(start) = meets.or_else(smallest) else { return Ring::new() };
        let mut around = ring.iter().cycle().skip(start).take(ring.len() + 1).copied();
        let mut simple = Ring::new();
        let mut arc: Vec<Point> = around.next().into_iter().collect();
        for point in around {
            arc.push(point);
            if self.is_meeting(point) {
                extend(&mut simple, &arc, tolerance);
                arc = vec![point];
            }
        }
        extend(&mut simple, &arc, tolerance);
        simple
    }
}

/// Adds an arc, but for its last point, which begins the next.
fn extend(simple: &mut Ring, arc: &[Point], tolerance: f64) {
    if arc.len() < 2 {
        return;
    }
    let keys =
        |points: &mut dyn Iterator<Item = &Point>| points.map(|p| p.key()).collect::<Vec<_>>();
    let is_backwards = keys(&mut arc.iter().rev()) < keys(&mut arc.iter());
    let mut points = arc.to_vec();
    if is_backwards {
        points.reverse();
    }
    let mut kept = thinned(&points, tolerance);
    if is_backwards {
        kept.reverse();
    }
    kept.pop();
    simple.extend(kept);
}

/// Douglas and Peucker, without recursion: a hostile line could be as deep as it is long.
fn thinned(points: &[Point], tolerance: f64) -> Vec<Point> {
    let mut kept = Vec::new();
    let mut open = vec![points];
    while let Some(line) = open.pop() {
        let (Some(first), Some(last)) = (line.first().copied(), line.last().copied()) else {
            continue;
        };
        let inside = line.iter().enumerate().skip(1).take(line.len().saturating_sub(2));
        let distances = inside.map(|(place, point)| (place, point.distance(first, last)));
        let farthest = distances.max_by(|(_, one), (_, other)| one.total_cmp(other));
        match farthest.filter(|(_, distance)| *distance > tolerance) {
            Some((place, _)) => {
                let (before, after) = (line.get(..=place), line.get(place..));
                // The later half waits below the earlier one.
                open.extend(after);
                open.extend(before);
            }
            None => kept.push(first),
        }
    }
    kept.extend(points.last());
    kept
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    fn ring(points: &[(f64, f64)]) -> Ring {
        points.iter().map(|(east, north)| Point::of(*east, *north)).collect()
    }

    /// Two areas side by side, with a ragged border between them that each tells in its own direction from its own start.
    fn side_by_side() -> Vec<Area> {
        let border: Vec<(f64, f64)> = (0..=40)
            .map(|step| (15.0 + f64::from(step % 2) * 0.001, 49.0 + f64::from(step) * 0.01))
            .collect();
        let mut west = vec![(14.0, 49.4), (14.0, 49.0)];
        west.extend(&border);
        let mut east: Vec<_> = border.iter().rev().copied().collect();
        east.extend([(16.0, 49.0), (16.0, 49.4)]);
        east.rotate_left(17);
        vec![vec![vec![ring(&west)]], vec![vec![ring(&east)]]]
    }

    fn edges(area: &Area) -> HashSet<(Key, Key)> {
        let mut edges = HashSet::new();
        for ring in area.iter().flatten() {
            for (one, other) in ring.iter().zip(ring.iter().cycle().skip(1)) {
                let (one, other) = (one.key(), other.key());
                edges.insert((one.min(other), one.max(other)));
            }
        }
        edges
    }

    #[test]
    fn a_shared_border_is_the_same_for_both() {
        let before = side_by_side();
        let after = simplify(&before, 0.005);
        let points = |areas: &[Area]| areas.iter().flatten().flatten().map(Vec::len).sum::<usize>();
        assert_eq!((points(&before), points(&after)), (86, 8));
        let shared = edges(&after[0]).intersection(&edges(&after[1])).count();
        assert_eq!(shared, 1, "the ragged border is one line now, and both have it");
        // What is finer than the raggedness keeps every point.
        assert_eq!(
            simplify(&before, 0.0001),
            before.iter().map(starting_at_a_meeting).collect::<Vec<_>>()
        );
    }

    /// As it is told after simplifying: from the first point on at which areas meet.
    fn starting_at_a_meeting(area: &Area) -> Area {
        let corners = [Point::of(15.0, 49.0).key(), Point::of(15.0, 49.4).key()];
        let turned = |ring: &Ring| {
            let mut ring = ring.clone();
            let place = ring.iter().position(|point| corners.contains(&point.key())).unwrap();
            ring.rotate_left(place);
            ring
        };
        area.iter().map(|rings| rings.iter().map(turned).collect()).collect()
    }

    #[test]
    fn an_island_stays_and_a_speck_beside_it_goes() {
        let island =
            ring(&[(15.0, 49.0), (15.1, 49.0), (15.1, 49.1), (15.05, 49.1001), (15.0, 49.1)]);
        let speck = ring(&[(15.5, 49.5), (15.5001, 49.5), (15.5001, 49.5001)]);
        let simple = simplify(&[vec![vec![island], vec![speck.clone()]]], 0.002);
        assert_eq!(simple[0].len(), 1);
        assert_eq!(simple[0][0][0].len(), 4);
        // Alone it stays, so that it is found.
        let alone = vec![vec![vec![speck]]];
        assert_eq!(simplify(&alone, 0.002), alone);
    }
}
