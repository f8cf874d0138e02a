package dev.gantry.plugins.config;

import dev.gantry.plugins.schema.SchemaValidator;
import dev.gantry.spi.config.PluginConfig;
import dev.gantry.spi.run.FieldError;
import dev.gantry.spi.run.GantryException;
import dev.gantry.spi.run.GantryException.Code;
import dev.gantry.spi.store.ConfigStore;
import dev.gantry.spi.store.StoredConfig;

import org.osgi.framework.Bundle;

import java.time.InstantSource;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * The configuration of all plugins: which version each revision works with, and what may become the
 * next. Values are tried on the revisions without a lock, then taken if nothing changed meanwhile.
 * Thread-safe.
 */
final class Ledger {
    private final ConfigStore store;
    private final Chronicle chronicle;
    private final InstantSource clock;
    private final Consumer<Slot> push;
    private final Map<String, Book> books = new HashMap<>();
    private final Set<String> served = ConcurrentHashMap.newKeySet();
    private volatile Deployment deployment = Deployment.NONE;

    /**
     * @param served SHA-256 of revisions that were in service before: they go on with an older
     *     version where the newest does not fit
     * @param push hands on what a slot is set to
     */
    Ledger(
            ConfigStore store,
            Chronicle chronicle,
            InstantSource clock,
            Set<String> served,
            Consumer<Slot> push) {
        this.store = store;
        this.chronicle = chronicle;
        this.clock = clock;
        this.served.addAll(served);
        this.push = push;
        store.newest().forEach(config -> book(config.plugin()).newest = config);
        store.newest(Configurations.FILE)
                .forEach(config -> book(config.plugin()).said = config.body());
    }

    void serve(Deployment now) {
        deployment = now;
    }

    private Book book(String plugin) {
        return books.computeIfAbsent(plugin, Book::new);
    }

    /** As it is now. */
    synchronized PluginConfig find(String plugin) {
        return known(plugin).shown(deployment);
    }

    synchronized Book known(String plugin) {
        Book book = books.get(plugin);
        if (!deployment.plugins().contains(plugin) && (book == null || book.newest == null)) {
            throw new GantryException(
                    Code.NOT_FOUND, "there is no plugin " + plugin + ": see the list of plugins");
        }
        return book(plugin);
    }

    /** Plugins that have a file, and are not there. */
    synchronized List<String> orphans() {
        return books.values().stream()
                .filter(book -> book.file != null && book.slots.isEmpty())
                .map(book -> book.plugin)
                .filter(plugin -> !deployment.plugins().contains(plugin))
                .sorted()
                .toList();
    }

    /** What a change is decided on. */
    private record View(Book book, long changes, List<Slot> slots, StoredConfig next) {}

    /**
     * Makes a new version, unless it says what the newest one says already.
     *
     * @throws GantryException as {@link dev.gantry.spi.config.PluginConfigs#put}
     */
    void change(String plugin, String values, OptionalLong ifVersion, String by) {
        while (true) {
            View view = view(plugin, values, ifVersion, by);
            if (view == null) {
                return;
            }
            Map<Slot, Slot.Value> fits = new IdentityHashMap<>();
            Map<Slot, GantryException> misfits = new IdentityHashMap<>();
            for (Slot slot : view.slots()) {
                try {
                    fits.put(slot, slot.bind(view.next()));
                } catch (GantryException e) {
                    misfits.put(slot, refused(e));
                }
            }
            synchronized (this) {
                view.book().accept(values, fits, misfits, deployment);
            }
            String before = append(view, fits, misfits);
            if (before != null) {
                fits.keySet().forEach(push);
                chronicle.changed(view.next(), before);
                deployment.configured(plugin);
                return;
            }
        }
    }

    private synchronized View view(
            String plugin, String values, OptionalLong ifVersion, String by) {
        Book book = known(plugin);
        if (ifVersion.isPresent() && ifVersion.getAsLong() != book.version()) {
            throw new GantryException(
                    Code.CONFLICT,
                    "the configuration of "
                            + plugin
                            + " is there in version "
                            + book.version()
                            + ": read it again and repeat the change");
        }
        if (!by.equals(Configurations.FILE)
                && (book.version() > 0 || !book.slots.isEmpty())
                && Values.same(values, book.values())) {
            return null;
        }
        return new View(book, book.changes, List.copyOf(book.slots), next(book, values, by));
    }

    private StoredConfig next(Book book, String values, String by) {
        return new StoredConfig(book.plugin, book.version() + 1, values, clock.millis(), by);
    }

    /** The values until then; {@code null} if something changed and all is to be tried again. */
    private synchronized String append(
            View view, Map<Slot, Slot.Value> fits, Map<Slot, GantryException> misfits) {
        Book book = view.book();
        if (book.changes != view.changes() || !book.slots.equals(view.slots())) {
            return null;
        }
        String before = book.values();
        append(book, view.next());
        fits.forEach(Slot::set);
        misfits.forEach((slot, e) -> slot.lag(lag(slot, book, e)));
        return before;
    }

    private void append(Book book, StoredConfig next) {
        if (!store.append(next)) {
            throw new IllegalStateException(
                    "the configuration of " + next.plugin() + " is on disk in another version");
        }
        book.taken(next);
    }

    private static String lag(Slot slot, Book book, GantryException refusal) {
        return Sentences.lag(slot.ref(), book.version(), slot.value().version(), refusal);
    }

    /**
     * Sets up a revision that is about to start, and keeps it up to date from then on.
     *
     * @throws Misfit if no configuration fits it
     */
    void attach(Slot slot) throws Misfit {
        String plugin = slot.ref().plugin();
        boolean lenient = served.contains(slot.ref().sha256());
        while (true) {
            Book book;
            long changes;
            StoredConfig newest;
            StoredConfig fromFile;
            synchronized (this) {
                book = book(plugin);
                changes = book.changes;
                newest = book.newest;
                fromFile =
                        book.fileChanged()
                                ? next(book, book.file.values(), Configurations.FILE)
                                : null;
            }
            GantryException refusal;
            try {
                StoredConfig chosen = fromFile == null ? newest : fromFile;
                if (settle(slot, book, changes, slot.bind(chosen), fromFile, null)) {
                    return;
                }
                continue;
            } catch (GantryException e) {
                refusal = refused(e);
            }
            if (lenient) {
                Optional<Slot.Value> older = older(slot, plugin);
                if (older.isPresent()) {
                    if (settle(slot, book, changes, older.get(), null, refusal)) {
                        return;
                    }
                    continue;
                }
            }
            synchronized (this) {
                if (book.changes == changes) {
                    throw misfit(slot, book, fromFile != null, refusal);
                }
            }
        }
    }

    /** It does not fit; all else, such as a store that is out of order, is no misfit. */
    private static GantryException refused(GantryException e) {
        if (e.code() != Code.REFUSED) {
            throw e;
        }
        return e;
    }

    /** The newest version that fits; as the last resort all defaults. */
    private Optional<Slot.Value> older(Slot slot, String plugin) {
        long before = Long.MAX_VALUE;
        while (before > 1) {
            List<StoredConfig> page = store.history(plugin, before, 50);
            for (StoredConfig config : page) {
                try {
                    return Optional.of(slot.bind(config));
                } catch (GantryException e) {
                    before = config.version();
                }
            }
            before = page.isEmpty() ? 0 : before;
        }
        try {
            return Optional.of(slot.bind(null));
        } catch (GantryException e) {
            return Optional.empty();
        }
    }

    private boolean settle(
            Slot slot,
            Book book,
            long changes,
            Slot.Value value,
            StoredConfig fromFile,
            GantryException refusal) {
        String before;
        synchronized (this) {
            if (book.changes != changes) {
                return false;
            }
            before = book.values();
            if (fromFile != null) {
                append(book, fromFile);
            }
            slot.set(value);
            if (refusal != null) {
                if (book.fileChanged()) {
                    book.fault = Sentences.fault(refusal, book.file);
                }
                slot.lag(lag(slot, book, refusal));
            }
            book.slots.add(slot);
            served.add(slot.ref().sha256());
            if (book.waiting != null && book.waiting.sha256().equals(slot.ref().sha256())) {
                book.waiting = null;
            }
        }
        if (fromFile != null) {
            chronicle.changed(fromFile, before);
        }
        return true;
    }

    private Misfit misfit(Slot slot, Book book, boolean fromFile, GantryException refusal) {
        String sentence = book.misfit(fromFile, refusal);
        book.waiting =
                new Book.Waiting(
                        slot.ref().sha256(),
                        slot.type().json(),
                        slot.type().schema(),
                        sentence,
                        book.changes);
        return new Misfit(sentence);
    }

    /**
     * Why a revision with settings of this type could not start now, as far as its schema tells.
     */
    synchronized Optional<String> misfit(String plugin, SettingsType type) {
        Book book = books.getOrDefault(plugin, new Book(plugin));
        boolean fromFile = book.fileChanged();
        List<FieldError> errors =
                SchemaValidator.validate(
                        type.schema(), fromFile ? book.file.values() : book.values());
        return errors.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        book.misfit(
                                fromFile,
                                new GantryException(Code.REFUSED, Values.told(errors), errors)));
    }

    /** A revision is on record as rejected by now: was something changed since it was judged? */
    void recheck(String plugin) {
        boolean changed;
        synchronized (this) {
            Book book = books.get(plugin);
            changed =
                    book != null && book.waiting != null && book.waiting.changes() != book.changes;
        }
        if (changed) {
            deployment.configured(plugin);
        }
    }

    /** A bundle is gone; returns what belonged to it. */
    synchronized Optional<Slot> detach(Bundle bundle) {
        for (Book book : books.values()) {
            for (Slot slot : book.slots) {
                if (slot.bundle().equals(bundle)) {
                    book.slots.remove(slot);
                    return Optional.of(slot);
                }
            }
        }
        return Optional.empty();
    }

    /**
     * What a plugin's file says now.
     *
     * @return why it is not taken, in one sentence, if it is not
     */
    Optional<String> said(String plugin, SettingsFile file) {
        boolean pending;
        synchronized (this) {
            Book book = book(plugin);
            book.file = file;
            book.changes++;
            book.fault = file.fault() == null ? null : Sentences.fault(file);
            pending = book.fileChanged() && (!book.slots.isEmpty() || book.waiting != null);
        }
        if (pending) {
            try {
                change(plugin, file.values(), OptionalLong.empty(), Configurations.FILE);
                return Optional.empty();
            } catch (GantryException e) {
                synchronized (this) {
                    book(plugin).fault = Sentences.fault(e, file);
                }
            }
        }
        deployment.configured(plugin);
        synchronized (this) {
            return Optional.ofNullable(book(plugin).fault);
        }
    }

    /** A plugin's file is no longer there; what it said stays in force. */
    synchronized void gone(String plugin) {
        Book book = book(plugin);
        book.file = null;
        book.fault = null;
        book.changes++;
    }
}
