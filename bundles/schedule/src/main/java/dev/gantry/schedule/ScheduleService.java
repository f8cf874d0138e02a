package dev.gantry.schedule;

import dev.gantry.spi.catalog.Catalog;
import dev.gantry.spi.event.Events;
import dev.gantry.spi.health.Condition;
import dev.gantry.spi.meter.Meters;
import dev.gantry.spi.schedule.Schedule;
import dev.gantry.spi.schedule.ScheduleSpec;
import dev.gantry.spi.schedule.Schedules;
import dev.gantry.spi.store.RunIntake;
import dev.gantry.spi.store.ScheduleStore;
import dev.gantry.timing.Ticker;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The schedules of this node, with the thread that fires them. Registered when all are loaded; when
 * it is deactivated nothing fires any more. Thread-safe.
 */
@Component(
        service = {Schedules.class, Condition.class},
        immediate = true)
public final class ScheduleService implements Schedules, Condition {

    private final Planner planner;
    private final Ticker ticker;

    /** Loads the schedules and starts the timer. */
    @Activate
    public ScheduleService(
            @Reference ScheduleStore store,
            @Reference RunIntake intake,
            @Reference Catalog catalog,
            @Reference Events events,
            @Reference Meters meters) {
        InstantSource clock = InstantSource.system();
        this.planner = new Planner(store, intake, catalog, events, meters, clock);
        this.ticker = new Ticker("gantry-schedule", clock, planner::tick);
        planner.onPlanned(ticker::wake);
        ticker.start();
    }

    @Deactivate
    void stop() {
        planner.close();
        ticker.close();
    }

    @Override
    public String name() {
        return "schedules";
    }

    @Override
    public Optional<String> missing() {
        return ticker.alive() ? Optional.empty() : Optional.of("the timer of schedules has ended");
    }

    @Override
    public List<Schedule> list() {
        return planner.list();
    }

    @Override
    public Optional<Schedule> find(String id) {
        return planner.find(id);
    }

    @Override
    public Schedule put(String id, ScheduleSpec spec, OptionalLong ifVersion) {
        return planner.put(id, spec, ifVersion);
    }

    @Override
    public void delete(String id) {
        planner.delete(id);
    }

    @Override
    public Schedule pause(String id) {
        return planner.pause(id);
    }

    @Override
    public Schedule resume(String id) {
        return planner.resume(id);
    }

    @Override
    public String fire(String id) {
        return planner.fire(id);
    }

    @Override
    public List<Instant> upcoming(String id, int count) {
        return planner.upcoming(id, count);
    }
}
