package dev.gantry.sample.panel;

import dev.gantry.sample.panel.DiskPanel.Point;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** What was measured in the last six hours, at most every five seconds. Thread-safe. */
final class History {
    private static final Duration STEP = Duration.ofSeconds(4);
    private static final int KEPT = 4320;

    private final Deque<Point> points = new ArrayDeque<>();

    synchronized void add(Point point) {
        if (points.isEmpty() || points.getLast().at().plus(STEP).isBefore(point.at())) {
            points.add(point);
            if (points.size() > KEPT) {
                points.removeFirst();
            }
        }
    }

    /** Those after a time, thinned out, the last one in any case. */
    synchronized List<Point> since(Instant from, int most) {
        List<Point> wanted = points.stream().filter(p -> !p.at().isBefore(from)).toList();
        int step = Math.max(1, wanted.size() / most);
        List<Point> thin = new ArrayList<>();
        for (int i = (wanted.size() - 1) % step; i >= 0 && i < wanted.size(); i += step) {
            thin.add(wanted.get(i));
        }
        return thin;
    }
}
