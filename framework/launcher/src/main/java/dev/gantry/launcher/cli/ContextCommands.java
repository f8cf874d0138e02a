package dev.gantry.launcher.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;

/** {@code gantry context}. */
@Command(
        name = "context",
        description = "Know several servers by name, and choose which one is meant.",
        footer = {
            "",
            "Examples:",
            "  gantry context add prod --url https://gantry.example:8181 --ca ca.pem"
                    + " --token-stdin --use <token",
            "  gantry run list --context prod",
            "  gantry context use local"
        },
        subcommands = {
            ContextCommands.Add.class,
            ContextCommands.Use.class,
            ContextCommands.ListAll.class,
            ContextCommands.Show.class,
            ContextCommands.Remove.class
        })
final class ContextCommands implements Runnable {
    @Spec private CommandSpec spec;

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    private static ObjectNode json(Context context, boolean current) {
        ObjectNode node = Api.JSON.createObjectNode();
        node.put("name", context.name()).put("url", context.url()).put("current", current);
        node.put("token", context.token().map(Context.Token::shown).orElse("none"));
        context.ca().ifPresent(ca -> node.put("ca", ca.toString()));
        return node;
    }

    private static ObjectNode local(boolean current) {
        return Api.JSON
                .createObjectNode()
                .put("name", Context.LOCAL)
                .put("url", "")
                .put("current", current)
                .put("token", "the home's");
    }

    private static List<String> fields(ObjectNode node) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("Context", Nodes.text(node, "name"));
        fields.put("Current", node.path("current").asBoolean() ? "yes" : "no");
        fields.put("Address", address(node));
        fields.put("Token", Nodes.text(node, "token"));
        fields.put("CA", Nodes.text(node, "ca"));
        return Output.fields(fields);
    }

    private static String address(ObjectNode node) {
        String url = Nodes.text(node, "url");
        return url.isEmpty() ? "what data/gantry.url in the home says" : url;
    }

    /** Works on the file, and asks no server. */
    abstract static class OnFile implements Callable<Integer> {
        @Spec CommandSpec spec;

        @Mixin Form form = new Form();

        @Override
        public final Integer call() throws IOException {
            Surroundings around = Surroundings.of(spec);
            call(Contexts.read(around), around, form.output(spec));
            return ExitCode.OK;
        }

        abstract void call(Contexts contexts, Surroundings around, Output output)
                throws IOException;

        static void show(Contexts contexts, String name, Output output) {
            boolean current = contexts.current().equals(name);
            ObjectNode node =
                    name.equals(Context.LOCAL) ? local(current) : json(contexts.get(name), current);
            output.answer(node, () -> fields(node));
        }
    }

    @Command(
            name = "add",
            description = "Know a server by a name.",
            footer = {
                "",
                "A token is never an argument, which others could see. --token-stdin keeps it in the",
                "file of the contexts, which only you can read."
            })
    static final class Add extends OnFile {
        @Parameters(paramLabel = "NAME", description = "Name of the context.")
        private String name;

        @Option(
                names = "--url",
                required = true,
                description = "Address, such as http://host:8181.")
        private String url;

        @Option(names = "--token-file", paramLabel = "FILE", description = "File with the token.")
        private Path tokenFile;

        @Option(
                names = "--token-env",
                paramLabel = "VARIABLE",
                description = "Environment variable with the token.")
        private String tokenVariable;

        @Option(names = "--token-stdin", description = "Read the token from the input and keep it.")
        private boolean tokenIn;

        @Option(
                names = "--ca",
                paramLabel = "FILE",
                description = "Certificates in PEM to trust for https.")
        private Path ca;

        @Option(names = "--use", description = "Make it the current one.")
        private boolean use;

        @Option(names = "--replace", description = "Replace one of this name.")
        private boolean replace;

        @Override
        void call(Contexts contexts, Surroundings around, Output output) throws IOException {
            Context.named(name);
            if (contexts.known().containsKey(name) && !replace) {
                throw new ApiException(
                        ExitCode.REFUSED,
                        "there is a context " + name + " already; give --replace to replace it");
            }
            String address = Destination.address(url).toString();
            Context context =
                    new Context(
                            name,
                            address,
                            token(around),
                            Optional.ofNullable(ca).map(Path::toAbsolutePath));
            Contexts all = contexts.with(context, use);
            all.save();
            show(all, name, output);
            if (address.startsWith("http:") && !Destination.here(Destination.address(address))) {
                output.note("gantry: http sends the token readable for all between; use https");
            }
        }

        private Optional<Context.Token> token(Surroundings around) throws IOException {
            if ((tokenFile == null ? 0 : 1) + (tokenVariable == null ? 0 : 1) + (tokenIn ? 1 : 0)
                    > 1) {
                throw new ApiException(
                        ExitCode.USAGE, "give one of --token-file, --token-env and --token-stdin");
            }
            if (tokenIn) {
                String text =
                        new String(around.in().readAllBytes(), StandardCharsets.UTF_8).strip();
                return Optional.of(new Context.Kept(Destination.checked("the input", text)));
            }
            if (tokenFile != null) {
                Destination.read(tokenFile);
                return Optional.of(new Context.InFile(tokenFile.toAbsolutePath()));
            }
            return Optional.ofNullable(tokenVariable).map(Context.InVariable::new);
        }
    }

    @Command(name = "use", description = "Choose which server is meant when none is named.")
    static final class Use extends OnFile {
        @Parameters(paramLabel = "NAME", description = "A context, or local for this machine's.")
        private String name;

        @Override
        void call(Contexts contexts, Surroundings around, Output output) throws IOException {
            if (!name.equals(Context.LOCAL)) {
                contexts.get(name);
            }
            Contexts now = contexts.using(name);
            now.save();
            show(now, name, output);
        }
    }

    @Command(name = "list", description = "List the contexts.")
    static final class ListAll extends OnFile {
        @Override
        void call(Contexts contexts, Surroundings around, Output output) {
            ObjectNode answer = Api.JSON.createObjectNode();
            ArrayNode items = answer.putArray("items");
            items.add(local(contexts.current().equals(Context.LOCAL)));
            for (Context context : contexts.known().values()) {
                items.add(json(context, contexts.current().equals(context.name())));
            }
            output.answer(answer, () -> lines(items));
        }

        private static List<String> lines(ArrayNode items) {
            Table table = new Table("CURRENT", "CONTEXT", "ADDRESS", "TOKEN", "CA");
            for (var each : items) {
                ObjectNode node = (ObjectNode) each;
                table.row(
                        node.path("current").asBoolean() ? "*" : "",
                        Nodes.text(node, "name"),
                        address(node),
                        Nodes.text(node, "token"),
                        Nodes.text(node, "ca"));
            }
            return table.lines();
        }
    }

    @Command(name = "show", description = "Show a context, by default the current one.")
    static final class Show extends OnFile {
        @Parameters(arity = "0..1", paramLabel = "NAME", description = "Name of the context.")
        private String name;

        @Override
        void call(Contexts contexts, Surroundings around, Output output) {
            show(contexts, name == null ? contexts.current() : name, output);
        }
    }

    @Command(name = "remove", description = "Forget a context, with the token that is kept of it.")
    static final class Remove extends OnFile {
        @Parameters(paramLabel = "NAME", description = "Name of the context.")
        private String name;

        @Override
        void call(Contexts contexts, Surroundings around, Output output) throws IOException {
            Context gone = contexts.get(name);
            contexts.without(name).save();
            ObjectNode node = json(gone, false);
            output.answer(node, () -> List.of(name + " is forgotten."));
        }
    }
}
