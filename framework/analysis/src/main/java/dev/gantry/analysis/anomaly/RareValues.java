package dev.gantry.analysis.anomaly;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * How rare a distance from what was expected is, from the largest of the distances so far. Within
 * what was seen it is their rank; beyond, the tail is taken to fall as a power, whose index is
 * Hill's estimate from the largest hundredth: B. M. Hill, "A simple general approach to inference
 * about the tail of a distribution", Annals of Statistics 3, 1975; I. Weissman, "Estimation of
 * parameters and large quantiles based on the k largest observations", JASA 73, 1978. So spikes are
 * nothing rare where spikes are frequent, however high.
 *
 * <p>Remembers 10,000 to 20,000 points, and of these one in 64, the largest.
 */
final class RareValues {
    private static final int LONGEST = 20_000;
    private static final int FORGET = LONGEST / 2;
    private static final int FEWEST = 64;
    private static final int KEPT_OF = 64;
    private static final int LEAST_TAIL = 10;
    private static final double TAIL = 0.01;
    private static final double STEEPEST = 0.05;
    private static final double FLATTEST = 10;
    private static final double FARTHEST = 1e30;
    private static final float NOTHING = 1e-12f;

    /** The points whose distance is among the largest, the largest first; when each was seen. */
    private float[] largest = new float[FEWEST];

    private char[] seen = new char[FEWEST];
    private int kept;
    private int points;

    /** In decades, as {@link Vote#rarity()}. */
    double rarity(double distance) {
        if (points < Episodes.LEARN) {
            return 0;
        }
        float value = (float) Math.min(distance, FARTHEST);
        int tail = tail();
        float quantile = largest[tail];
        double rarity;
        if (value > quantile) {
            double bounded = Math.max(quantile, NOTHING);
            rarity = decades(tail) + Math.log10(value / bounded) / index(tail);
        } else {
            int above = rank(value);
            rarity = above == kept ? 0 : decades(above);
        }
        return Math.clamp(rarity, 0, Vote.MOST);
    }

    /** What one in a hundred distances is larger than; of fewer points, one of the ten largest. */
    double quantile() {
        return kept == 0 ? 0 : largest[tail()];
    }

    int points() {
        return points;
    }

    void add(double distance) {
        int most = Math.max(FEWEST, points / KEPT_OF);
        float value = (float) Math.min(distance, FARTHEST);
        if (most > largest.length) {
            largest = Arrays.copyOf(largest, largest.length * 3 / 2);
            seen = Arrays.copyOf(seen, largest.length);
        }
        int at = rank(value);
        if (at < most) {
            int moved = Math.min(kept, most - 1) - at;
            System.arraycopy(largest, at, largest, at + 1, Math.max(0, moved));
            System.arraycopy(seen, at, seen, at + 1, Math.max(0, moved));
            largest[at] = value;
            seen[at] = (char) points;
            kept = Math.min(kept + 1, most);
        }
        points++;
        forget();
    }

    private int tail() {
        return Math.min(Math.max(LEAST_TAIL, (int) (TAIL * points)), kept - 1);
    }

    private double decades(int above) {
        return -Math.log10((above + 1.0) / (points + 1.0));
    }

    /** Hill's estimate of the index of the tail. */
    private double index(int tail) {
        double base = Math.max(largest[tail], NOTHING);
        double sum = 0;
        for (int i = 0; i < tail; i++) {
            sum += Math.log(Math.max(largest[i], NOTHING) / base);
        }
        return Math.clamp(sum / tail, STEEPEST, FLATTEST);
    }

    /** How many are at least as large. */
    private int rank(float value) {
        int low = 0;
        int high = kept;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (largest[middle] >= value) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private void forget() {
        if (points < LONGEST) {
            return;
        }
        char[] order = Arrays.copyOf(seen, kept);
        Arrays.sort(order);
        // enough for a tail, even when all that was large is long ago
        int oldest = Math.min(LONGEST - FORGET, order[kept - FORGET / KEPT_OF]);
        int left = 0;
        for (int i = 0; i < kept; i++) {
            if (seen[i] >= oldest) {
                largest[left] = largest[i];
                seen[left++] = (char) Math.max(0, seen[i] - (LONGEST - FORGET));
            }
        }
        kept = left;
        points = FORGET;
    }

    void write(DataOutput out) throws IOException {
        out.writeInt(points);
        out.writeShort(kept);
        for (int i = 0; i < kept; i++) {
            out.writeFloat(largest[i]);
            out.writeChar(seen[i]);
        }
    }

    void read(DataInput in) throws IOException {
        points = in.readInt();
        kept = in.readUnsignedShort();
        if (points < 0 || points >= LONGEST || kept > Math.max(FEWEST, LONGEST / KEPT_OF)) {
            throw new IOException("counts are out of bounds");
        }
        int size = Math.max(FEWEST, Math.max(kept, points / KEPT_OF)) + 1;
        largest = new float[size];
        seen = new char[size];
        for (int i = 0; i < kept; i++) {
            largest[i] = in.readFloat();
            seen[i] = in.readChar();
        }
    }
}
