package dev.gantry.detection.assess;

import dev.gantry.spi.check.Check;
import dev.gantry.spi.check.CheckStatus;
import dev.gantry.spi.check.CheckVerdict;
import dev.gantry.spi.check.CheckVote;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Makes the verdict of a check: the detector and each condition vote, the worst vote counts,
 * however many others there are, and what is bad only since something is that the check depends on
 * is unknown. Thread-safe.
 */
public final class Court {
    private static final int DEEPEST = 20;

    /** The worst first; otherwise as they came. */
    private static final Comparator<CheckVote> WORST =
            Comparator.comparing(vote -> -rank(vote.status()));

    private final Memory memory;
    private final Function<String, Optional<Check>> checks;
    private final Map<String, Bench> benches = new ConcurrentHashMap<>();

    /**
     * @param checks finds a check as it is now
     */
    public Court(Memory memory, Function<String, Optional<Check>> checks) {
        this.memory = memory;
        this.checks = checks;
    }

    /** The verdict that comes of what was said. For one thread at a time for each check. */
    public CheckVerdict judge(Check check, CheckVerdict said) {
        if (!said.byDetector()) {
            return said;
        }
        Bench bench = bench(check);
        List<CheckVote> votes;
        synchronized (bench) {
            votes = bench.votes(said);
        }
        CheckVote own = votes.getFirst();
        votes.sort(WORST);
        CheckStatus worst = votes.getFirst().status();
        if (worst != CheckStatus.OK && worst != CheckStatus.UNKNOWN) {
            down(check, DEEPEST).ifPresent(down -> votes.addFirst(behind(down)));
        }
        List<String> reasons = new ArrayList<>();
        votes.stream()
                .filter(each -> each == own || each.status() != CheckStatus.OK)
                .forEach(each -> reasons.addAll(each.reasons()));
        return new CheckVerdict(
                said.at(),
                votes.getFirst().status(),
                reasons,
                said.measurements(),
                said.took(),
                said.provider(),
                votes);
    }

    /** How bad a status is. */
    private static int rank(CheckStatus status) {
        return switch (status) {
            case OK -> 0;
            case UNKNOWN -> 1;
            case WARN -> 2;
            case ERROR -> 3;
            case CRITICAL -> 4;
        };
    }

    /** Not by {@code compute}, which would hold up other checks while the disk is read. */
    private Bench bench(Check check) {
        Bench there = benches.get(check.id());
        if (there != null && there.serves(check)) {
            return there;
        }
        Bench seated = memory.bench(check);
        benches.put(check.id(), seated);
        return seated;
    }

    /**
     * Keeps what was learned on disk, of a part of the checks.
     *
     * @param part from 0
     * @param parts how many parts there are
     */
    public void keep(int part, int parts) {
        benches.forEach(
                (check, bench) -> {
                    if (Math.floorMod(check.hashCode(), parts) == part) {
                        synchronized (bench) {
                            memory.keep(check, bench);
                        }
                    }
                });
    }

    /** Forgets a check, or that this node judged it. */
    public void forget(String check) {
        benches.remove(check);
    }

    /** Forgets all checks: another node judged them meanwhile. */
    public void forget() {
        benches.clear();
    }

    /** What a check depends on and is down, directly or through others. */
    private Optional<Check> down(Check check, int depth) {
        if (depth == 0) {
            return Optional.empty();
        }
        for (String id : check.spec().judging().dependsOn()) {
            Optional<Check> parent = checks.apply(id).filter(each -> each.last() != null);
            if (parent.isEmpty() || parent.get().spec().paused()) {
                continue;
            }
            CheckStatus status = parent.get().last().status();
            if (status == CheckStatus.CRITICAL) {
                return parent;
            }
            if (status == CheckStatus.UNKNOWN) {
                Optional<Check> further = down(parent.get(), depth - 1);
                if (further.isPresent()) {
                    return further;
                }
            }
        }
        return Optional.empty();
    }

    private static CheckVote behind(Check down) {
        List<String> why = down.last().reasons();
        String reason =
                "not judged, as "
                        + down.id()
                        + ", which it depends on, is critical"
                        + (why.isEmpty() ? "" : ": " + why.getFirst());
        return new Ballot(CheckVote.Voter.DEPENDENCY, down.id()).vote(CheckStatus.UNKNOWN, reason);
    }
}
