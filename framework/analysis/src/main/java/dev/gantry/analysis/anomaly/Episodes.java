package dev.gantry.analysis.anomaly;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Turns rarity into scores, and tells the beginning of an episode from its course.
 *
 * <p>A long series has rare points by its length alone. So what is asked of a point grows with the
 * points seen: by three quarters of a decade for each decade, between a fixed rate of alarms and a
 * fixed number of them in all.
 */
final class Episodes {
    /** How many points are learned from before any is judged. */
    static final int LEARN = 100;

    private static final double LIMIT = 2.6;
    private static final double GROWTH = 0.75;
    private static final double WORSE = 0.2;
    private static final int SHORTEST = 30;
    private static final double PART = 0.02;
    private static final int LONGEST = 20_000;

    /** A rare point of the last ones that no later one exceeds. */
    private record Peak(int at, double height) {}

    private final Deque<Peak> peaks = new ArrayDeque<>();
    private int points;

    /** Rarity, in decades, from which a point is unusual now. */
    double limit() {
        return LIMIT + GROWTH * Math.log10(Math.max(LEARN, Math.min(points, LONGEST)) / 1000.0);
    }

    /** 0 to 1, {@value Judgement#UNUSUAL} at the limit. */
    double score(double rarity) {
        return score(rarity, limit());
    }

    private static double score(double rarity, double limit) {
        return rarity / (rarity + limit);
    }

    /** The score if nothing among the last points was nearly as rare, else 0. */
    double onset(double rarity) {
        double limit = limit();
        double height = rarity - limit;
        int length = Math.max(SHORTEST, (int) (PART * Math.min(points, LONGEST)));
        while (!peaks.isEmpty() && peaks.getFirst().at() < points - length) {
            peaks.removeFirst();
        }
        boolean begins = peaks.isEmpty() || height > peaks.getFirst().height() + WORSE;
        while (!peaks.isEmpty() && peaks.getLast().height() <= height) {
            peaks.removeLast();
        }
        if (rarity > 0) {
            peaks.addLast(new Peak(points, height));
        }
        points++;
        return begins ? score(rarity, limit) : 0;
    }

    int points() {
        return points;
    }

    void write(DataOutput out) throws IOException {
        out.writeInt(points);
        out.writeShort(peaks.size());
        for (Peak peak : peaks) {
            out.writeInt(peak.at());
            out.writeDouble(peak.height());
        }
    }

    void read(DataInput in) throws IOException {
        points = in.readInt();
        int size = in.readUnsignedShort();
        for (int i = 0; i < size; i++) {
            peaks.addLast(new Peak(in.readInt(), in.readDouble()));
        }
    }
}
