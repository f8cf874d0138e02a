package dev.gantry.engine;

import dev.gantry.spi.target.TargetClosedException;
import dev.gantry.spi.target.TargetSpec;
import dev.gantry.spi.target.TargetStatus;
import dev.gantry.spi.target.Targets;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;

/** One target, which a test opens and closes. */
final class FakeTargets implements Targets {
    final List<String> told = new CopyOnWriteArrayList<>();

    /** Why nothing goes through, or {@code null}. */
    volatile TargetClosedException closed;

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
        return List.of();
    }

    @Override
    public Optional<TargetStatus> find(String name) {
        return Optional.empty();
    }

    @Override
    public TargetStatus set(String name, TargetSpec spec, OptionalLong expected) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void unset(String name, OptionalLong expected) {
        throw new UnsupportedOperationException();
    }

    @Override
    public TargetStatus reset(String name) {
        throw new UnsupportedOperationException();
    }
}
