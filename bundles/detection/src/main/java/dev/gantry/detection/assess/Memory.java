package dev.gantry.detection.assess;

import dev.gantry.spi.check.Check;
import dev.gantry.spi.check.CheckVerdict;
import dev.gantry.spi.check.Condition;
import dev.gantry.spi.store.HistoryStore;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.stream.Collectors;

/**
 * Seats the judges of a check, who know of the past what is on disk: what was learned until it was
 * kept last, and the verdicts since then. Thread-safe.
 */
public final class Memory {
    private static final Logger LOG = LoggerFactory.getLogger(Memory.class);
    private static final int VERSION = 1;

    private final HistoryStore store;
    private final BiFunction<String, Integer, List<CheckVerdict>> past;
    private final ZoneId zone;

    /**
     * @param past the latest verdicts of a check, at most so many, the newest first
     * @param zone by whose hours and days things are usual
     */
    public Memory(
            HistoryStore store, BiFunction<String, Integer, List<CheckVerdict>> past, ZoneId zone) {
        this.store = store;
        this.past = past;
        this.zone = zone;
    }

    /** What was learned until a time, by what it was learned of. */
    private record Learned(Instant until, Map<String, byte[]> bySubject) {
        static final Learned NOTHING = new Learned(Instant.MIN, Map.of());
    }

    Bench bench(Check check) {
        List<Condition> conditions = check.spec().judging().conditions();
        boolean learns = conditions.stream().anyMatch(Memory::learns);
        Learned learned = learns ? learned(check.id()) : Learned.NOTHING;
        List<Voter> voters = new ArrayList<>();
        List<Voter> knowing = new ArrayList<>();
        for (Condition condition : conditions) {
            Voter voter = voter(condition);
            voters.add(voter);
            byte[] own = learned.bySubject().get(subject(condition));
            if (own != null && restored(check.id(), voter, own)) {
                knowing.add(voter);
            }
        }
        if (conditions.stream().anyMatch(Memory::looksBack)) {
            for (CheckVerdict verdict : past.apply(check.id(), Window.MOST).reversed()) {
                for (Voter voter : voters) {
                    if (!knowing.contains(voter) || verdict.at().isAfter(learned.until())) {
                        voter.remember(verdict.at(), verdict.measurements());
                    }
                }
            }
        }
        return new Bench(check, voters);
    }

    /**
     * What a condition learns of, which is the same whatever its limits are: with other limits it
     * goes on from what was learned. Names are any text, so what separates them is escaped in them.
     */
    private static String subject(Condition condition) {
        return switch (condition) {
            case Condition.Threshold threshold -> "threshold:" + threshold.measure();
            case Condition.Unusual unusual ->
                    unusual.measures().stream()
                            .map(name -> name.replace("\\", "\\\\").replace("\n", "\\n"))
                            .collect(Collectors.joining("\n", "unusual:", ""));
            case Condition.Drift drift -> "drift:" + drift.measure();
        };
    }

    private Voter voter(Condition condition) {
        return switch (condition) {
            case Condition.Threshold threshold -> new Thresholds(threshold);
            case Condition.Unusual unusual -> new Unusuals(unusual, zone);
            case Condition.Drift drift -> new Drifts(drift);
        };
    }

    private static boolean learns(Condition condition) {
        return !(condition instanceof Condition.Threshold);
    }

    private static boolean looksBack(Condition condition) {
        return switch (condition) {
            case Condition.Threshold threshold -> threshold.over().isPositive();
            case Condition.Unusual unusual -> true;
            case Condition.Drift drift -> true;
        };
    }

    private static boolean restored(String check, Voter voter, byte[] learned) {
        try {
            voter.restore(learned);
            return true;
        } catch (IllegalArgumentException e) {
            LOG.warn("what was learned of check {} is learned anew: {}", check, e.getMessage());
            return false;
        }
    }

    private Learned learned(String check) {
        Optional<byte[]> body = store.learned(check);
        if (body.isEmpty()) {
            return Learned.NOTHING;
        }
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(body.get()))) {
            int version = in.readInt();
            if (version != VERSION) {
                throw new IOException("version " + version + " is not known");
            }
            Instant until = Instant.ofEpochMilli(in.readLong());
            Map<String, byte[]> bySubject = new TreeMap<>();
            for (int left = in.readInt(); left > 0; left--) {
                bySubject.put(in.readUTF(), in.readNBytes(in.readInt()));
            }
            return new Learned(until, bySubject);
        } catch (IOException e) {
            LOG.warn("what was learned of check {} is learned anew: {}", check, e.toString());
            return Learned.NOTHING;
        }
    }

    /** Keeps what the judges of a check learned on disk. */
    void keep(String check, Bench bench) {
        Map<String, byte[]> bySubject = new TreeMap<>();
        for (int i = 0; i < bench.voters().size(); i++) {
            String subject = subject(bench.conditions().get(i));
            bench.voters().get(i).learned().ifPresent(each -> bySubject.put(subject, each));
        }
        if (bySubject.isEmpty()) {
            return;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeInt(VERSION);
            out.writeLong(bench.latest().toEpochMilli());
            out.writeInt(bySubject.size());
            for (Map.Entry<String, byte[]> each : bySubject.entrySet()) {
                out.writeUTF(each.getKey());
                out.writeInt(each.getValue().length);
                out.write(each.getValue());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        store.learned(check, bytes.toByteArray())
                .whenComplete(
                        (done, failure) -> {
                            if (failure != null) {
                                LOG.warn(
                                        "what was learned of check {} could not be kept: {}",
                                        check,
                                        failure.getMessage());
                            }
                        });
    }
}
