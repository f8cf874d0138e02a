package dev.gantry.launcher.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import tools.jackson.databind.JsonNode;

import java.util.concurrent.atomic.AtomicReference;

/** {@code gantry events}. */
@Command(name = "events", description = "Print what happens, until interrupted.")
final class EventsCommand extends ClientCommand {

    @Option(names = "--after", paramLabel = "ID", description = "Go on after this event.")
    private String after;

    @Override
    int call(Api api, Output output) {
        AtomicReference<String> last = new AtomicReference<>(after);
        while (true) {
            String from = last.get();
            api.follow(
                    "/api/v1/events",
                    from,
                    event -> {
                        if (event.id() != null) {
                            last.set(event.id());
                        }
                        JsonNode data = Api.JSON.readTree(event.data());
                        output.item(data, () -> line(data));
                        return true;
                    });
            if (from == null ? last.get() == null : from.equals(last.get())) {
                throw new ApiException(ExitCode.UNREACHABLE, "Gantry ended the stream");
            }
        }
    }

    /** A CloudEvent on one line. */
    private static String line(JsonNode event) {
        return String.join(
                        " ",
                        Nodes.text(event, "time"),
                        Nodes.text(event, "type"),
                        Nodes.text(event, "subject"),
                        Nodes.text(event, "data"))
                .strip();
    }
}
