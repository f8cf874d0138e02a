package dev.gantry.analysis.anomaly;

import com.amazon.randomcutforest.RandomCutForest;

import dev.gantry.analysis.anomaly.Vote.State;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Learns how several measurements of one thing go together, and says how unusual each new set of
 * them is: a forest of random cuts (S. Guha, N. Mishra, G. Roy and O. Schrijvers, "Robust random
 * cut forest based anomaly detection on streams", ICML 2016) over the last 256 to 768 sets, each
 * measurement in units of its own usual deviation. So high load with many requests is usual, and
 * the same load with few is not.
 *
 * <p>The forest is planted anew every 256 sets from what is remembered. It can be planted again
 * from a snapshot for that reason, and a restored model judges exactly as the one that wrote it
 * would.
 *
 * <p>Takes some 220 kB, so is for checks that have several measurements which belong together. Not
 * thread-safe.
 */
public final class JointModel {
    /** The most measurements that a model takes. */
    public static final int MOST = 32;

    private static final int KIND = 2;
    private static final int TREES = 25;
    private static final int SAMPLE = 128;
    private static final int GENERATION = 256;
    private static final int REMEMBERED = 512;
    private static final int FEWEST = 32;
    private static final long SEED = 8_191;
    private static final double LARGEST = 1e30;
    private static final double FARTHEST = 100;

    private final int width;
    private final List<float[]> planted = new ArrayList<>();
    private final List<float[]> since = new ArrayList<>();
    private final RareValues scores = new RareValues();
    private final Episodes episodes = new Episodes();
    private RandomCutForest forest;
    private double[] middle;
    private double[] scale;

    /**
     * @param measurements how many
     * @throws IllegalArgumentException when they are fewer than 2 or more than {@value #MOST}
     */
    public JointModel(int measurements) {
        if (measurements < 2 || measurements > MOST) {
            throw new IllegalArgumentException(
                    "A joint model has 2 to "
                            + MOST
                            + " measurements, not "
                            + measurements
                            + ": use a SeriesModel for one, and fewer that belong together.");
        }
        this.width = measurements;
    }

    /**
     * Judges a set, and then learns it.
     *
     * @param values one of each measurement, always in the same order
     * @throws IllegalArgumentException when one is no finite number, or there are more or fewer
     *     than the model has; nothing is learned
     */
    public JointJudgement add(double... values) {
        if (values.length != width) {
            throw new IllegalArgumentException(
                    "The model has "
                            + width
                            + " measurements, and "
                            + values.length
                            + " came: give one of each.");
        }
        float[] set = new float[width];
        for (int i = 0; i < width; i++) {
            set[i] = (float) Math.clamp(values[i], -LARGEST, LARGEST);
            if (!Double.isFinite(values[i])) {
                throw new IllegalArgumentException(
                        "A measurement is a finite number, not "
                                + values[i]
                                + ", which is number "
                                + (i + 1)
                                + " of the set: leave the set out.");
            }
        }
        JointJudgement judgement = judge(set);
        learn(set);
        return judgement;
    }

    private JointJudgement judge(float[] set) {
        double limit = episodes.limit();
        double rarity = 0;
        boolean learning = scores.points() < Episodes.LEARN;
        if (forest != null) {
            double score = forest.getAnomalyScore(scaled(set));
            rarity = scores.rarity(score);
            scores.add(score);
        }
        State state = learning ? State.LEARNING : rarity >= limit ? State.UNUSUAL : State.USUAL;
        Vote vote = new Vote(Vote.Voter.FOREST, state, rarity, Optional.empty(), Optional.empty());
        List<Double> shares = shares(state == State.UNUSUAL ? scaled(set) : null);
        double unusual = episodes.score(rarity);
        return new JointJudgement(
                new Judgement(unusual, episodes.onset(rarity), List.of(vote)), shares);
    }

    private List<Double> shares(float[] point) {
        Double[] shares = new Double[width];
        Arrays.fill(shares, 0.0);
        if (point != null) {
            var attribution = forest.getAnomalyAttribution(point);
            double sum = attribution.getHighLowSum();
            for (int i = 0; i < width && sum > 0; i++) {
                shares[i] = attribution.getHighLowSum(i) / sum;
            }
        }
        return List.of(shares);
    }

    private void learn(float[] set) {
        since.add(set);
        if (since.size() >= Math.clamp(planted.size(), FEWEST, GENERATION)) {
            planted.addAll(since);
            since.clear();
            int old = Math.max(0, planted.size() - REMEMBERED);
            planted.subList(0, old).clear();
            plant();
        } else if (forest != null) {
            forest.update(scaled(set));
        }
    }

    private void plant() {
        middle = new double[width];
        scale = new double[width];
        for (int i = 0; i < width; i++) {
            float[] column = new float[planted.size()];
            for (int row = 0; row < column.length; row++) {
                column[row] = planted.get(row)[i];
            }
            middle[i] = Medians.middle(column);
            scale[i] = Medians.deviation(column, middle[i]) + 1e-9 + 1e-3 * Math.abs(middle[i]);
        }
        forest =
                RandomCutForest.builder()
                        .dimensions(width)
                        .shingleSize(1)
                        .numberOfTrees(TREES)
                        .sampleSize(SAMPLE)
                        .outputAfter(1)
                        .randomSeed(SEED)
                        .parallelExecutionEnabled(false)
                        .build();
        planted.forEach(set -> forest.update(scaled(set)));
    }

    private float[] scaled(float[] set) {
        float[] scaled = new float[width];
        for (int i = 0; i < width; i++) {
            scaled[i] = (float) Math.clamp((set[i] - middle[i]) / scale[i], -FARTHEST, FARTHEST);
        }
        return scaled;
    }

    /** How many measurements a set has. */
    public int measurements() {
        return width;
    }

    /** All that was learned: up to 3 kB for each measurement, and 3 kB. */
    public byte[] snapshot() {
        return Snapshot.write(KIND, this::write);
    }

    /**
     * Goes on from a snapshot.
     *
     * @throws IllegalArgumentException when the bytes are none of a joint model with as many
     *     measurements, are damaged or of a later version: begin anew then
     */
    public static JointModel restore(byte[] snapshot, int measurements) {
        JointModel model = new JointModel(measurements);
        Snapshot.read(snapshot, KIND, model::read);
        return model;
    }

    private void write(DataOutput out) throws IOException {
        out.writeByte(width);
        for (List<float[]> sets : List.of(planted, since)) {
            out.writeShort(sets.size());
            for (float[] set : sets) {
                for (float value : set) {
                    out.writeFloat(value);
                }
            }
        }
        scores.write(out);
        episodes.write(out);
    }

    private void read(DataInput in) throws IOException {
        int measurements = in.readUnsignedByte();
        if (measurements != width) {
            throw new IOException("it has " + measurements + " measurements and not " + width);
        }
        for (List<float[]> sets : List.of(planted, since)) {
            int size = in.readUnsignedShort();
            for (int row = 0; row < size; row++) {
                float[] set = new float[width];
                for (int i = 0; i < width; i++) {
                    set[i] = in.readFloat();
                }
                sets.add(set);
            }
        }
        if (!planted.isEmpty()) {
            plant();
            since.forEach(set -> forest.update(scaled(set)));
        }
        scores.read(in);
        episodes.read(in);
    }
}
