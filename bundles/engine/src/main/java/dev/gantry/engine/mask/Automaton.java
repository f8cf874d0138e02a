package dev.gantry.engine.mask;

import java.util.Arrays;
import java.util.Collection;

/**
 * Finds many texts in one pass, after Aho and Corasick. Immutable.
 *
 * <p>A state stands for the longest beginning of a pattern that ends where the pass is.
 */
final class Automaton {
    private static final int NONE = -1;

    private final long[] steps;
    private final int[] targets;
    private final int[] fallback;
    private final int[] longest;
    private int states = 1;

    /**
     * @param patterns none of them empty
     */
    Automaton(Collection<String> patterns) {
        int most = 1 + patterns.stream().mapToInt(String::length).sum();
        int size = Integer.highestOneBit(Math.max(most, 8)) << 2;
        this.steps = new long[size];
        this.targets = new int[size];
        Arrays.fill(targets, NONE);
        this.fallback = new int[most];
        this.longest = new int[most];
        int[] parent = new int[most];
        char[] by = new char[most];
        int[] depth = new int[most];
        for (String pattern : patterns) {
            int state = 0;
            for (int i = 0; i < pattern.length(); i++) {
                int next = step(state, pattern.charAt(i));
                if (next == NONE) {
                    next = states++;
                    put(state, pattern.charAt(i), next);
                    parent[next] = state;
                    by[next] = pattern.charAt(i);
                    depth[next] = i + 1;
                }
                state = next;
            }
            longest[state] = pattern.length();
        }
        link(parent, by, depth);
    }

    private void link(int[] parent, char[] by, int[] depth) {
        Integer[] order = new Integer[states];
        Arrays.setAll(order, state -> state);
        Arrays.sort(order, (a, b) -> Integer.compare(depth[a], depth[b]));
        for (int state : order) {
            if (depth[state] > 1) {
                fallback[state] = follow(fallback[parent[state]], by[state]);
            }
            longest[state] = Math.max(longest[state], longest[fallback[state]]);
        }
    }

    private int slot(long key) {
        int slot = (int) (key * 0x9E3779B97F4A7C15L >>> 40) & steps.length - 1;
        while (targets[slot] != NONE && steps[slot] != key) {
            slot = slot + 1 & steps.length - 1;
        }
        return slot;
    }

    private int step(int state, char c) {
        return targets[slot((long) state << 16 | c)];
    }

    private void put(int state, char c, int target) {
        long key = (long) state << 16 | c;
        int slot = slot(key);
        steps[slot] = key;
        targets[slot] = target;
    }

    private int follow(int from, char c) {
        int state = from;
        int next;
        while ((next = step(state, c)) == NONE) {
            if (state == 0) {
                return 0;
            }
            state = fallback[state];
        }
        return next;
    }

    /** Puts {@code with} in the place of all that is found; what overlaps counts as one. */
    String replace(String text, String with) {
        int[] found = new int[0];
        int count = 0;
        int state = 0;
        for (int i = 0; i < text.length(); i++) {
            state = follow(state, text.charAt(i));
            if (longest[state] == 0) {
                continue;
            }
            int start = i + 1 - longest[state];
            while (count > 0 && found[count - 1] >= start) {
                start = Math.min(start, found[count - 2]);
                count -= 2;
            }
            if (count + 2 > found.length) {
                found = Arrays.copyOf(found, Math.max(8, 2 * found.length));
            }
            found[count++] = start;
            found[count++] = i + 1;
        }
        return count == 0 ? text : spliced(text, with, found, count);
    }

    private static String spliced(String text, String with, int[] found, int count) {
        StringBuilder spliced = new StringBuilder(text.length());
        int at = 0;
        for (int i = 0; i < count; i += 2) {
            spliced.append(text, at, found[i]).append(with);
            at = found[i + 1];
        }
        return spliced.append(text, at, text.length()).toString();
    }
}
