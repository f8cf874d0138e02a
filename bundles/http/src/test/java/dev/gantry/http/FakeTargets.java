package dev.gantry.http;

import dev.gantry.spi.resilience.TargetSpec;
import dev.gantry.spi.resilience.TargetStatus;
import dev.gantry.spi.resilience.Targets;
import dev.gantry.spi.run.GantryException;
import dev.gantry.spi.run.GantryException.Code;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/** Targets in memory, all of them open. */
final class FakeTargets implements Targets {
    final Map<String, TargetStatus> all = new TreeMap<>();

    static TargetStatus status(
            String name, TargetSpec spec, long version, TargetStatus.State state) {
        boolean open = state == TargetStatus.State.OPEN;
        return new TargetStatus(
                name,
                spec,
                version,
                state,
                Fakes.NOW,
                open ? Fakes.NOW.plusSeconds(30) : null,
                20,
                12,
                1,
                7);
    }

    @Override
    public Pass enter(String name) {
        throw new UnsupportedOperationException();
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
        long version = find(name).map(TargetStatus::version).orElse(0L);
        if (expected.isPresent() && expected.getAsLong() != version) {
            throw new GantryException(Code.CONFLICT, "changed meanwhile");
        }
        all.put(name, status(name, spec, version + 1, TargetStatus.State.OPEN));
        return all.get(name);
    }

    @Override
    public void unset(String name, OptionalLong expected) {
        if (all.remove(name) == null) {
            throw new GantryException(Code.NOT_FOUND, "nobody set it");
        }
    }

    @Override
    public TargetStatus reset(String name) {
        TargetStatus before = all.get(name);
        if (before == null) {
            throw new GantryException(Code.NOT_FOUND, "there is no such target");
        }
        all.put(name, status(name, before.spec(), before.version(), TargetStatus.State.CLOSED));
        return all.get(name);
    }
}
