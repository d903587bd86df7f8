//! The order in which files are modelled: what is imported first, what imports each other together. Knows a graph of numbers.

/// Groups of nodes that reach each other, in levels: each level needs only the levels before it.
pub fn order_levels(edges: &[Vec<usize>]) -> Vec<Vec<Vec<usize>>> {
    let groups = find_components(edges);
    let mut group_of = vec![0; edges.len()];
    for (number, group) in groups.iter().enumerate() {
        for &node in group {
            group_of[node] = number;
        }
    }
    let mut levels: Vec<Vec<Vec<usize>>> = Vec::new();
    let mut level_of = vec![0; groups.len()];
    for (number, group) in groups.into_iter().enumerate() {
        let needs = group.iter().flat_map(|&node| &edges[node]).map(|&needed| group_of[needed]);
        let level = needs.filter(|&needed| needed != number).map(|needed| level_of[needed] + 1).max().unwrap_or(0);
        level_of[number] = level;
        if levels.len() <= level {
            levels.resize_with(level + 1, Vec::new);
        }
        levels[level].push(group);
    }
    levels
}

/// Tarjan's strongly connected components, without recursion; a component comes after all that it reaches.
fn find_components(edges: &[Vec<usize>]) -> Vec<Vec<usize>> {
    const UNSEEN: usize = usize::MAX;
    let mut index = vec![UNSEEN; edges.len()];
    let mut low = vec![0; edges.len()];
    let mut on_stack = vec![false; edges.len()];
    let (mut stack, mut components, mut next) = (Vec::new(), Vec::new(), 0);
    for root in 0..edges.len() {
        if index[root] != UNSEEN {
            continue;
        }
        let mut calls = vec![(root, 0)];
        while let Some((node, edge)) = calls.pop() {
            if edge == 0 {
                index[node] = next;
                low[node] = next;
                next += 1;
                stack.push(node);
                on_stack[node] = true;
            }
            if let Some(&target) = edges[node].get(edge) {
                calls.push((node, edge + 1));
                if index[target] == UNSEEN {
                    calls.push((target, 0));
                } else if on_stack[target] {
                    low[node] = low[node].min(index[target]);
                }
                continue;
            }
            if low[node] == index[node] {
                let start = stack.iter().rposition(|&other| other == node).unwrap_or(0);
                let component = stack.split_off(start);
                for &member in &component {
                    on_stack[member] = false;
                }
                components.push(component);
            }
            if let Some(&(caller, _)) = calls.last() {
                low[caller] = low[caller].min(low[node]);
            }
        }
    }
    components
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_imported_comes_first_and_circles_stay_together() {
        // 0 -> 1 -> 2 -> 1, 3 -> 0
        let levels = order_levels(&[vec![1], vec![2], vec![1], vec![0]]);
        assert_eq!(levels, vec![vec![vec![1, 2]], vec![vec![0]], vec![vec![3]]]);
    }

    #[test]
    fn a_chain_of_a_hundred_thousand_costs_no_stack() {
        let edges: Vec<_> = (0..100_000usize).map(|node| if node > 0 { vec![node - 1] } else { Vec::new() }).collect();
        assert_eq!(order_levels(&edges).len(), 100_000);
    }
}
