package dev.gantry.resilience;

import dev.gantry.spi.event.Events;
import dev.gantry.spi.meter.Meters;
import dev.gantry.spi.resilience.TargetClosedException;
import dev.gantry.spi.resilience.TargetSpec;
import dev.gantry.spi.resilience.TargetStatus;
import dev.gantry.spi.resilience.Targets;
import dev.gantry.spi.run.GantryException;
import dev.gantry.spi.store.ControlStore;
import dev.gantry.spi.store.NodeStore;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** The targets of this node, from what people set on. Thread-safe. */
@Component(immediate = true)
public final class TargetService implements Targets {
    private static final Logger LOG = LoggerFactory.getLogger(TargetService.class);

    private final TargetTable table;
    private final NodeStore.Listening ears;

    /** Reads what people set. */
    @Activate
    public TargetService(
            @Reference ControlStore control,
            @Reference NodeStore nodes,
            @Reference Events events,
            @Reference Meters meters) {
        this.table = new TargetTable(control.quotas(), events, meters, InstantSource.system());
        table.load();
        this.ears = nodes.listen((topic, subject) -> told(topic));
    }

    /** Other nodes, or this one, told something. */
    private void told(String topic) {
        if (topic.equals(NodeStore.QUOTAS) || topic.equals(NodeStore.AGAIN)) {
            Thread.ofVirtual().name("targets-reload").start(this::reload);
        }
    }

    private void reload() {
        try {
            table.load();
        } catch (GantryException e) {
            LOG.warn("What was set for targets is not read again", e);
        }
    }

    @Override
    public Pass enter(String name) throws TargetClosedException, InterruptedException {
        return table.enter(name);
    }

    @Override
    public List<TargetStatus> list() {
        return table.list();
    }

    @Override
    public Optional<TargetStatus> find(String name) {
        return table.find(name);
    }

    @Override
    public TargetStatus set(String name, TargetSpec spec, OptionalLong expected) {
        return table.set(name, spec, expected);
    }

    @Override
    public void unset(String name, OptionalLong expected) {
        table.unset(name, expected);
    }

    @Override
    public TargetStatus reset(String name) {
        return table.reset(name);
    }

    @Deactivate
    void stop() throws Exception {
        ears.close();
        table.close();
    }
}
