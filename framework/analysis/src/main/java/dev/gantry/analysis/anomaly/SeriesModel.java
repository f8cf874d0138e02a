package dev.gantry.analysis.anomaly;

import dev.gantry.analysis.anomaly.Baseline.Expected;
import dev.gantry.analysis.anomaly.Vote.State;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Learns what is usual in one series of measurements, point by point, and says how unusual each
 * point is when it comes.
 *
 * <p>Three voters, each with an expectation of its own: the level of the last points, all that is
 * remembered, and the same hour of earlier days. Each tells how far the point is from what it
 * expects, and how rare such a distance was; the rarest counts. The first hundred points are never
 * unusual. The point itself is learned only after it was judged. There is nothing to set: all
 * parameters are fixed, for all series.
 *
 * <p>Points may come at any cadence, with gaps, twice at one time, and with a clock that goes back:
 * each is judged against what was learned until then, and its hour is that of the time it has.
 *
 * <p>Takes up to 17 kB. Not thread-safe.
 */
public final class SeriesModel {
    private static final int KIND = 1;
    private static final double LARGEST = 1e30;

    private final ZoneId zone;
    private final List<Baseline> baselines = List.of(new Level(), new History(), new Season());
    private final List<RareValues> distances =
            List.of(new RareValues(), new RareValues(), new RareValues());
    private final Episodes episodes = new Episodes();

    /**
     * @param zone by which hours and weekends are told
     */
    public SeriesModel(ZoneId zone) {
        this.zone = zone;
    }

    /**
     * Judges a point, and then learns it.
     *
     * @throws IllegalArgumentException when the value is no finite number: leave such points out;
     *     nothing is learned
     */
    public Judgement add(Instant at, double value) {
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException(
                    "A measurement is a finite number, not " + value + ": leave it out.");
        }
        ZonedDateTime local = at.atZone(zone);
        double bounded = Math.clamp(value, -LARGEST, LARGEST);
        double limit = episodes.limit();
        double rarest = 0;
        List<Vote> votes = new ArrayList<>(baselines.size());
        for (int i = 0; i < baselines.size(); i++) {
            Baseline baseline = baselines.get(i);
            Optional<Expected> expected = baseline.expect(local);
            Vote vote = vote(baseline.voter(), expected, distances.get(i), bounded, limit);
            rarest = Math.max(rarest, vote.rarity());
            votes.add(vote);
            baseline.learn(local, bounded, expected);
        }
        double score = episodes.score(rarest);
        return new Judgement(score, episodes.onset(rarest), votes);
    }

    private static Vote vote(
            Vote.Voter voter,
            Optional<Expected> known,
            RareValues distances,
            double value,
            double limit) {
        if (known.isEmpty()) {
            return new Vote(voter, State.LEARNING, 0, Optional.empty(), Optional.empty());
        }
        Expected expected = known.get();
        double distance = expected.distance(value);
        double rarity = distances.rarity(distance);
        boolean learning = distances.points() < Episodes.LEARN;
        Range usual = expected.within(distances.quantile());
        distances.add(distance);
        return learning
                ? new Vote(voter, State.LEARNING, 0, Optional.empty(), Optional.empty())
                : new Vote(
                        voter,
                        rarity >= limit ? State.UNUSUAL : State.USUAL,
                        rarity,
                        Optional.of(usual),
                        expected.slot());
    }

    /** How many points were learned. */
    public int points() {
        return episodes.points();
    }

    /**
     * All that was learned, up to 15 kB: a model that is restored from it judges exactly as this
     * one would.
     */
    public byte[] snapshot() {
        return Snapshot.write(KIND, this::write);
    }

    /**
     * Goes on from a snapshot.
     *
     * @throws IllegalArgumentException when the bytes are none of a series, are damaged or of a
     *     later version: begin anew then
     */
    public static SeriesModel restore(byte[] snapshot, ZoneId zone) {
        SeriesModel model = new SeriesModel(zone);
        Snapshot.read(snapshot, KIND, model::read);
        return model;
    }

    private void write(DataOutput out) throws IOException {
        for (int i = 0; i < baselines.size(); i++) {
            baselines.get(i).write(out);
            distances.get(i).write(out);
        }
        episodes.write(out);
    }

    private void read(DataInput in) throws IOException {
        for (int i = 0; i < baselines.size(); i++) {
            baselines.get(i).read(in);
            distances.get(i).read(in);
        }
        episodes.read(in);
    }
}
