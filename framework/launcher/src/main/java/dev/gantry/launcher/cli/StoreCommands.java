package dev.gantry.launcher.cli;

import dev.gantry.launcher.Configuration;
import dev.gantry.launcher.Home;
import dev.gantry.launcher.HomeLock;
import dev.gantry.launcher.Installation;
import dev.gantry.launcher.StartException;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/** {@code gantry store}. */
@Command(
        name = "store",
        description = "Look after the store: what it is, backups, damage.",
        subcommands = {
            StoreCommands.Show.class,
            StoreCommands.Backup.class,
            StoreCommands.Backups.class,
            StoreCommands.Check.class,
            StoreCommands.Compact.class,
            StoreCommands.Restore.class
        })
final class StoreCommands implements Runnable {
    private static final Duration PATIENCE = Duration.ofHours(1);

    @Spec private CommandSpec spec;

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    @Command(name = "show", description = "Show what the store is.")
    static final class Show extends ClientCommand implements Watched {
        @Override
        int call(Api api, Output output) {
            JsonNode store = api.get("/api/v1/store");
            Map<String, String> fields = new LinkedHashMap<>();
            fields.put("Kind", Nodes.text(store, "kind"));
            fields.put("Place", Nodes.text(store, "place"));
            fields.put("Schema", Nodes.text(store, "schema"));
            fields.put("Bytes", Nodes.text(store, "bytes"));
            output.answer(store, () -> Output.fields(fields));
            return ExitCode.OK;
        }
    }

    @Command(
            name = "backup",
            description = {
                "Copy the store into data/backups, with large parameters and results, while work",
                "goes on."
            })
    static final class Backup extends ClientCommand {
        @Parameters(
                index = "0",
                arity = "0..1",
                paramLabel = "NAME",
                description = "Name of the file, ending in .db; by default one with the time.")
        private String name;

        @Override
        int call(Api api, Output output) {
            ObjectNode body = Api.JSON.createObjectNode();
            if (name != null) {
                body.put("name", name);
            }
            JsonNode made;
            try (Progress progress = progress("Copying the store")) {
                made = api.post("/api/v1/store/backups", body, PATIENCE);
            }
            output.answer(made, () -> lines(made));
            return ExitCode.OK;
        }

        private static List<String> lines(JsonNode made) {
            String name = Nodes.text(made, "name");
            List<String> lines = new ArrayList<>();
            lines.add("data/backups/" + name + " has " + Nodes.text(made, "bytes") + " bytes.");
            long payloads = made.path("payloads").asLong(0);
            if (payloads > 0) {
                lines.add(
                        "data/backups/"
                                + LaidBackup.payloads(Path.of(name))
                                + ", which belongs to it, has "
                                + payloads
                                + (payloads == 1 ? " payload file." : " payload files."));
            }
            made.path("missing").valueStream().map(Nodes::text).forEach(lines::add);
            return lines;
        }
    }

    @Command(name = "backups", description = "List the backups, newest first.")
    static final class Backups extends ClientCommand implements Watched {
        @Override
        int call(Api api, Output output) {
            JsonNode answer = api.get("/api/v1/store/backups");
            output.answer(answer, () -> lines(answer, output.times()));
            return ExitCode.OK;
        }

        private static List<String> lines(JsonNode answer, Times times) {
            Table table = new Table("NAME", "BYTES", "AGE");
            for (JsonNode backup : answer.path("items")) {
                table.row(
                        Nodes.text(backup, "name"),
                        Nodes.text(backup, "bytes"),
                        times.relative(Nodes.text(backup, "at")));
            }
            return table.lines();
        }
    }

    @Command(
            name = "check",
            description = {
                "Read the whole store, with the files of large parameters and results, and say what",
                "is damaged or missing; fails if something is."
            })
    static final class Check extends ClientCommand {
        @Override
        int call(Api api, Output output) {
            ObjectNode nothing = Api.JSON.createObjectNode();
            JsonNode found;
            try (Progress progress = progress("Reading the store")) {
                found = api.post("/api/v1/store/check", nothing, PATIENCE);
            }
            boolean sound = found.path("sound").asBoolean(false);
            output.answer(found, () -> lines(found, sound));
            return sound ? ExitCode.OK : ExitCode.FAILED;
        }

        private static List<String> lines(JsonNode found, boolean sound) {
            List<String> lines = new ArrayList<>();
            found.path("damage").valueStream().map(Nodes::text).forEach(lines::add);
            long payloads = found.path("payloads").asLong(0);
            if (sound) {
                lines.add(
                        payloads == 0
                                ? "The store is sound."
                                : "The store is sound, with "
                                        + payloads
                                        + (payloads == 1 ? " payload file." : " payload files."));
            }
            long unused = found.path("unused").asLong(0);
            if (unused > 0) {
                lines.add(
                        unused
                                + (unused == 1 ? " payload file belongs" : " payload files belong")
                                + " to no run: that only takes room.");
            }
            if (found.has("unchecked")) {
                lines.add(Nodes.text(found, "unchecked") + ".");
            }
            return lines;
        }
    }

    @Command(
            name = "compact",
            description = "Give free room of the file back to the disk, while work goes on.")
    static final class Compact extends ClientCommand {
        @Override
        int call(Api api, Output output) {
            ObjectNode nothing = Api.JSON.createObjectNode();
            JsonNode done;
            try (Progress progress = progress("Compacting the store")) {
                done = api.post("/api/v1/store/compact", nothing, PATIENCE);
            }
            output.answer(done, () -> List.of(sentence(done)));
            return ExitCode.OK;
        }

        private static String sentence(JsonNode done) {
            String size = RetentionCommands.bytes(done.path("after").asLong(0));
            return done.path("atStart").asBoolean(false)
                    ? "The next start of Gantry writes the file anew, which takes twice its room, "
                            + size
                            + ", for a while."
                    : "The store has "
                            + size
                            + ", "
                            + RetentionCommands.bytes(
                                    done.path("before").asLong(0) - done.path("after").asLong(0))
                            + " less than before.";
        }
    }

    /**
     * Only lays the file ready: the server knows how to judge it, and does so before it is used.
     */
    @Command(
            name = "restore",
            description = "Lay a backup ready, which the next start puts in the store's place.")
    static final class Restore implements Callable<Integer> {
        @Spec private CommandSpec spec;

        @Option(
                names = "--home",
                paramLabel = "DIR",
                description = "Home of the Gantry; else GANTRY_HOME, else the installation.")
        private Path home;

        @Parameters(index = "0", paramLabel = "FILE", description = "The backup.")
        private Path file;

        @Override
        public Integer call() throws IOException, StartException {
            Home place = Installation.current().home(home, System::getenv);
            if (!Files.isRegularFile(file)) {
                throw new ApiException(ExitCode.USAGE, "there is no file " + file);
            }
            if (!Files.isDirectory(place.data())) {
                throw new ApiException(
                        ExitCode.USAGE,
                        place.path() + " is no home of a Gantry; name one with --home");
            }
            String url =
                    Configuration.read(place.settings(), System::getenv, Map.of())
                            .get("gantry.store.url", null);
            if (url != null) {
                throw new ApiException(
                        ExitCode.REFUSED,
                        "gantry.store.url of "
                                + place.path()
                                + " names a PostgreSQL, for which this does nothing; restore it with"
                                + " pg_restore (docs/postgresql.md), or unset gantry.store.url");
            }
            try (HomeLock lock = HomeLock.take(place.lock(), ProcessHandle.current().pid())) {
                new LaidBackup(file).in(place.data());
            }
            spec.commandLine()
                    .getOut()
                    .println(
                            "The next start of Gantry checks it and puts it in the store's place; what is"
                                    + " there now is kept beside it.");
            return ExitCode.OK;
        }
    }
}
