package dev.gantry.engine;

import dev.gantry.spi.resilience.TargetClosedException;
import dev.gantry.spi.resilience.TargetSpec;
import dev.gantry.spi.resilience.TargetStatus;
import dev.gantry.spi.resilience.Targets;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Targets which a test opens and closes. */
final class FakeTargets implements Targets {
    final List<String> told = new CopyOnWriteArrayList<>();
    private final Map<String, TargetStatus> all = new ConcurrentHashMap<>();

    /** Why nothing goes through, or {@code null}. */
    volatile TargetClosedException closed;

    /** Puts a breaker with two trials into a state. */
    void state(String name, TargetStatus.State state, Instant since, Instant until) {
        TargetSpec usual = TargetSpec.DEFAULT;
        TargetSpec spec =
                new TargetSpec(
                        usual.failures(),
                        usual.calls(),
                        null,
                        usual.delay(),
                        2,
                        0,
                        usual.per(),
                        0,
                        usual.patience());
        all.put(name, new TargetStatus(name, spec, 1, state, since, until, 0, 0, 0, 0));
    }

    @Override
    public Pass enter(String name) throws TargetClosedException {
        if (closed != null) {
            throw closed;
        }
        return new Pass() {
            @Override
            public void succeeded() {
                told.add(name + " succeeded");
            }

            @Override
            public void failed() {
                told.add(name + " failed");
            }

            @Override
            public void cutOff() {
                told.add(name + " cut off");
            }
        };
    }

    @Override
    public List<TargetStatus> list() {
        return List.copyOf(all.values());
    }

    @Override
    public Optional<TargetStatus> find(String name) {
        return Optional.ofNullable(all.get(name));
    }

    @Override
    public TargetStatus set(String name, TargetSpec spec, OptionalLong expected) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void unset(String name, OptionalLong expected) {
        TargetStatus its = all.get(name);
        all.put(
                name,
                new TargetStatus(
                        name,
                        TargetSpec.DEFAULT,
                        0,
                        TargetStatus.State.CLOSED,
                        its.since(),
                        null,
                        0,
                        0,
                        0,
                        0));
    }

    @Override
    public TargetStatus reset(String name) {
        throw new UnsupportedOperationException();
    }
}
