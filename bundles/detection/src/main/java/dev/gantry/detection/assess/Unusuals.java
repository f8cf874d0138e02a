package dev.gantry.detection.assess;

import dev.gantry.analysis.anomaly.JointJudgement;
import dev.gantry.analysis.anomaly.JointModel;
import dev.gantry.analysis.anomaly.Judgement;
import dev.gantry.analysis.anomaly.Range;
import dev.gantry.analysis.anomaly.SeriesModel;
import dev.gantry.analysis.anomaly.Slot;
import dev.gantry.analysis.anomaly.Vote.State;
import dev.gantry.spi.check.CheckStatus;
import dev.gantry.spi.check.CheckVote;
import dev.gantry.spi.check.Condition.Sensitivity;
import dev.gantry.spi.check.Condition.Unusual;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Votes by one {@link Unusual}: each measurement against its own past, and several together against
 * how they went together. Not thread-safe.
 */
final class Unusuals implements Voter {
    /** As often as one value of a thousand or so, a twentieth of that, and a four-hundredth. */
    private static final double LEAST = Judgement.UNUSUAL;

    private static final double MIDDLE = 0.6;
    private static final double MOST = 2.0 / 3;

    private final Unusual condition;
    private final ZoneId zone;
    private final Ballot alone;
    private final Ballot all;
    private final List<SeriesModel> models = new ArrayList<>();
    private JointModel together;

    /**
     * @param zone by whose hours and days things are usual
     */
    Unusuals(Unusual condition, ZoneId zone) {
        this.condition = condition;
        this.zone = zone;
        String by =
                "unusual("
                        + String.join(", ", condition.measures())
                        + "), sensitivity "
                        + condition.sensitivity().name().toLowerCase(Locale.ROOT);
        this.alone = new Ballot(CheckVote.Voter.UNUSUAL, by);
        this.all = new Ballot(CheckVote.Voter.TOGETHER, by);
        for (int i = 0; i < condition.measures().size(); i++) {
            models.add(new SeriesModel(zone));
        }
        this.together = condition.measures().size() < 2 ? null : new JointModel(models.size());
    }

    @Override
    public void remember(Instant at, Map<String, Double> measurements) {
        if (missing(measurements).isEmpty()) {
            double[] values = values(measurements);
            for (int i = 0; i < values.length; i++) {
                models.get(i).add(at, values[i]);
            }
            if (together != null) {
                together.add(values);
            }
        }
    }

    private double[] values(Map<String, Double> measurements) {
        return condition.measures().stream().mapToDouble(measurements::get).toArray();
    }

    private Optional<String> missing(Map<String, Double> measurements) {
        return condition.measures().stream()
                .filter(each -> !measurements.containsKey(each))
                .findFirst();
    }

    @Override
    public List<CheckVote> votes(Instant at, Map<String, Double> measurements) {
        Optional<String> missing = missing(measurements);
        if (missing.isPresent()) {
            return List.of(alone.unmeasured(missing.get(), measurements));
        }
        List<CheckVote> votes = new ArrayList<>();
        double[] values = values(measurements);
        for (int i = 0; i < values.length; i++) {
            Judgement judgement = models.get(i).add(at, values[i]);
            votes.add(vote(condition.measures().get(i), values[i], judgement));
        }
        if (together != null) {
            boolean usual = votes.stream().allMatch(vote -> vote.status() == CheckStatus.OK);
            votes.add(vote(together.add(values), usual));
        }
        return votes;
    }

    private CheckVote vote(String measure, double value, Judgement judgement) {
        dev.gantry.analysis.anomaly.Vote decisive = judgement.decisive();
        return alone.vote(
                judgement.score() >= limit() ? condition.status() : CheckStatus.OK,
                reason(measure, value, decisive),
                measure,
                value,
                decisive.usual().map(Ballot::usual).orElse(null));
    }

    /**
     * @param usual whether each is usual by itself; else it is no news that they do not go together
     */
    private CheckVote vote(JointJudgement joint, boolean usual) {
        if (usual && joint.judgement().score() >= limit()) {
            return all.vote(condition.status(), reason(joint));
        }
        String measures = String.join(", ", condition.measures());
        if (joint.judgement().decisive().state() == State.LEARNING) {
            return all.vote(CheckStatus.OK, measures + ": too few values are known together");
        }
        return all.vote(
                CheckStatus.OK,
                measures
                        + (usual
                                ? " go together as usual"
                                : " are judged together when each is usual"));
    }

    private double limit() {
        return switch (condition.sensitivity()) {
            case Sensitivity.HIGH -> LEAST;
            case Sensitivity.MEDIUM -> MIDDLE;
            case Sensitivity.LOW -> MOST;
        };
    }

    private static String reason(
            String measure, double value, dev.gantry.analysis.anomaly.Vote vote) {
        String usual =
                switch (vote.voter()) {
                    case LEVEL -> "usual lately is ";
                    case HISTORY -> "usual is ";
                    case SEASON -> "usual " + vote.slot().map(Unusuals::words).orElse("") + " is ";
                    case FOREST -> "";
                };
        return measure
                + " "
                + Words.value(measure, value)
                + vote.usual()
                        .map(range -> ", " + usual + words(measure, range))
                        .orElse(", too few values are known to say what is usual");
    }

    private static String words(String measure, Range range) {
        return Words.value(measure, range.low()) + " to " + Words.value(measure, range.high());
    }

    private static String words(Slot slot) {
        String days =
                switch (slot.days()) {
                    case ALL -> "";
                    case WEEKDAYS -> "on weekdays ";
                    case WEEKENDS -> "on weekends ";
                };
        return days + "at " + slot.hour() + ":00";
    }

    private String reason(JointJudgement joint) {
        int most = 0;
        for (int i = 1; i < joint.shares().size(); i++) {
            most = joint.shares().get(i) > joint.shares().get(most) ? i : most;
        }
        return String.join(", ", condition.measures())
                + " do not go together as usual, "
                + condition.measures().get(most)
                + " least of all";
    }

    @Override
    public Optional<byte[]> learned() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeInt(models.size());
            for (SeriesModel model : models) {
                write(out, model.snapshot());
            }
            write(out, together == null ? new byte[0] : together.snapshot());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Optional.of(bytes.toByteArray());
    }

    private static void write(DataOutputStream out, byte[] bytes) throws IOException {
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    @Override
    public void restore(byte[] learned) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(learned))) {
            if (in.readInt() != models.size()) {
                throw new IllegalArgumentException("it is of other measurements");
            }
            List<SeriesModel> restored = new ArrayList<>();
            for (int i = 0; i < models.size(); i++) {
                restored.add(SeriesModel.restore(in.readNBytes(in.readInt()), zone));
            }
            byte[] joint = in.readNBytes(in.readInt());
            together = joint.length == 0 ? null : JointModel.restore(joint, models.size());
            models.clear();
            models.addAll(restored);
        } catch (IOException e) {
            throw new IllegalArgumentException("it is cut off", e);
        }
    }
}
