package dev.gantry.plugins.config;

import dev.gantry.spi.plugin.RevisionRef;
import dev.gantry.spi.run.GantryException;

/** What a person is told of a configuration that does not fit: the key, the place, the remedy. */
final class Sentences {
    private Sentences() {}

    /** A new revision that the file does not fit. */
    static String misfit(GantryException refusal, SettingsFile file) {
        return "its configuration does not fit: "
                + Values.told(refusal)
                + " ("
                + file.place(pointer(refusal))
                + "); correct it there";
    }

    /** A new revision that what is set does not fit. */
    static String misfit(GantryException refusal, Book book) {
        if (book.fromFile()) {
            return misfit(refusal, book.file);
        }
        String set =
                book.newest == null
                        ? "; write it into " + ConfFolder.name(book.plugin) + ", or: "
                        : " (version "
                                + book.version()
                                + ", set by "
                                + book.newest.by()
                                + "); set it with: ";
        return "its configuration does not fit: "
                + Values.told(refusal)
                + set
                + command(book.plugin, refusal);
    }

    /** A file that is not taken. */
    static String fault(GantryException refusal, SettingsFile file) {
        return untaken(file.place(pointer(refusal)) + ": " + Values.told(refusal));
    }

    /** A file that is not taken because it cannot be read. */
    static String fault(SettingsFile file) {
        return untaken(file.fault());
    }

    private static String untaken(String what) {
        return what + "; the configuration stays as it is: correct the file";
    }

    /** A revision that works on with an older version. */
    static String lag(RevisionRef ref, long version, long with, GantryException refusal) {
        return "version "
                + version
                + " of the configuration does not fit "
                + ref.plugin()
                + " "
                + ref.version()
                + ", which works with "
                + (with == 0 ? "its defaults" : "version " + with)
                + ": "
                + Values.told(refusal)
                + "; set it with: "
                + command(ref.plugin(), refusal);
    }

    /** A file that no plugin belongs to. */
    static String orphan(String plugin, String nearest) {
        return ConfFolder.name(plugin)
                + " belongs to no plugin that is here"
                + (nearest == null
                        ? ": it is taken when " + plugin + " is dropped"
                        : "; did you mean " + ConfFolder.name(nearest) + "?");
    }

    private static String command(String plugin, GantryException refusal) {
        String key = Values.key(pointer(refusal));
        boolean unknown =
                !refusal.fields().isEmpty()
                        && refusal.fields().getFirst().message().startsWith("unknown field");
        String change = key.isEmpty() ? "KEY=VALUE" : unknown ? "--unset " + key : key + "=VALUE";
        return "gantry plugin config set " + plugin + " " + change;
    }

    private static String pointer(GantryException refusal) {
        return refusal.fields().isEmpty() ? "" : refusal.fields().getFirst().pointer();
    }
}
