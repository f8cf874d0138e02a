package dev.gantry.schedule;

import dev.gantry.files.Copies;
import dev.gantry.files.YamlFolder;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * The calendars in {@code conf/calendars}, looked at again and again. A file is taken when it is
 * the same over two looks. One that cannot be read, or is gone while a schedule refers to it,
 * leaves what was in force before; a copy of that in {@code data/calendars} keeps it so over a
 * restart. {@link #look} is called by one thread at a time; all else is thread-safe.
 */
final class CalendarFolder implements Calendars {

    private static final Logger LOG = LoggerFactory.getLogger(CalendarFolder.class);

    private record Kept(CalendarDays days, Instant since, String problem) {}

    private final YamlFolder folder;
    private final Copies copies;
    private final InstantSource clock;
    private final Map<String, Kept> kept = new ConcurrentHashMap<>();

    /** Reads what is there now. */
    CalendarFolder(Path home, InstantSource clock) {
        this.folder = new YamlFolder(home, "conf/calendars", "business-days.yaml");
        this.copies = new Copies(home.resolve("data/calendars"));
        this.clock = clock;
        copies.all().forEach(this::restore);
        for (YamlFolder.Change change : folder.first()) {
            take(change, calendar -> true);
        }
    }

    @Override
    public Optional<CalendarDays> days(String calendar) {
        return Optional.ofNullable(kept.get(calendar)).map(Kept::days);
    }

    @Override
    public Set<String> names() {
        return Collections.unmodifiableSet(new TreeSet<>(kept.keySet()));
    }

    @Override
    public Optional<String> problem(String calendar) {
        return Optional.ofNullable(kept.get(calendar)).map(Kept::problem);
    }

    @Override
    public Optional<Instant> since(String calendar) {
        return Optional.ofNullable(kept.get(calendar)).map(Kept::since);
    }

    /**
     * Looks at the files.
     *
     * @param used whether a schedule refers to a calendar
     * @param changed is told of each calendar whose days are others now
     */
    void look(Predicate<String> used, Consumer<String> changed) {
        for (YamlFolder.Change change : folder.look(names())) {
            if (take(change, used)) {
                changed.accept(change.name());
            }
        }
    }

    /** Takes over a change; tells whether the days are others now. */
    private boolean take(YamlFolder.Change change, Predicate<String> used) {
        return switch (change) {
            case YamlFolder.Change.Said said -> said(said.name(), said.text());
            case YamlFolder.Change.Unreadable unreadable ->
                    refuse(unreadable.name(), unreadable.problem());
            case YamlFolder.Change.Gone gone -> gone(gone.name(), used);
        };
    }

    private boolean gone(String name, Predicate<String> used) {
        Kept before = kept.get(name);
        if (before.days() == null || !used.test(name)) {
            kept.remove(name);
            copies.forget(name);
            LOG.info("calendar {} is gone", name);
            return true;
        }
        String problem =
                CalendarFile.name(name)
                        + " is gone while schedules refer to it, so its days stay as they were;"
                        + " put it back, or take it out of the schedules";
        if (!problem.equals(before.problem())) {
            LOG.warn("{}", problem);
            kept.put(name, new Kept(before.days(), before.since(), problem));
        }
        return false;
    }

    private boolean said(String name, String text) {
        Kept before = kept.get(name);
        try {
            CalendarDays days = CalendarFile.read(name, text);
            boolean same = before != null && days.equals(before.days());
            kept.put(name, new Kept(days, same ? before.since() : clock.instant(), null));
            copies.keep(name, text);
            if (!same) {
                LOG.info("calendar {} is in force", name);
            }
            return !same;
        } catch (CalendarFile.UnreadableException e) {
            return refuse(name, e.getMessage());
        }
    }

    private boolean refuse(String name, String problem) {
        Kept before = kept.get(name);
        boolean none = before == null || before.days() == null;
        LOG.error(
                "{}; {}",
                problem,
                none
                        ? "there is no such calendar until it is corrected"
                        : "the calendar stays as it was until it is corrected");
        kept.put(
                name, new Kept(none ? null : before.days(), none ? null : before.since(), problem));
        return false;
    }

    private void restore(String name, Copies.Copy copy) {
        try {
            kept.put(name, new Kept(CalendarFile.read(name, copy.text()), copy.since(), null));
        } catch (CalendarFile.UnreadableException e) {
            LOG.warn("the copy of it in data is left alone: {}", e.getMessage());
        }
    }
}
