package dev.gantry.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import javax.tools.ToolProvider;

/** Every type of the API has an example in its Javadoc, and all of them compile. */
class ExamplesTest {
    private static final Path SOURCES = Path.of("src/main/java");
    private static final Pattern EXAMPLE =
            Pattern.compile("<pre>\\{@code\\n(.*?)\\n\\s*\\* }</pre>", Pattern.DOTALL);
    private static final Pattern DECLARATION =
            Pattern.compile("^(public|final|record|class|interface)\\b", Pattern.MULTILINE);

    /** What examples take for granted. */
    private static final String GIVEN =
            """
            package acme;
            %1$s
            @SuppressWarnings("unused")
            abstract class Given {
                interface Context extends TaskContext, CheckContext, PanelContext {}
                interface Client { Customer customer(String id); }
                record Customer(String name) {}
                record Reply(int status) {}
                record Report(long bytes) {}
                record Done(int file) {}
                record Page(Path folder, Path file, String text) {}
                record Query(String id) {}
                @Settings record Shop(URI address) {}
                static class Rejected extends Exception {}
                Context context; Client client; Query params; Reply reply;
                Path folder; Path file; Path index; List<Path> files; List<String> letters;
                Process process; Child child; URI uri; String host; Exception exception;
                Duration took; Duration limit;
                abstract Reply ask() throws IOException;
                abstract Customer ask(Query params) throws IOException;
                abstract Customer fromCache(Query params);
                abstract Object store(Path file, String key) throws IOException;
                abstract int read(Path index);
            }
            """;

    private static final String IMPORTS =
            """
            import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
            import dev.gantry.api.config.*;
            import dev.gantry.api.context.*;
            import dev.gantry.api.detect.*;
            import dev.gantry.api.metric.*;
            import dev.gantry.api.needs.*;
            import dev.gantry.api.panel.*;
            import dev.gantry.api.schema.*;
            import dev.gantry.api.task.*;
            import java.io.*;
            import java.net.*;
            import java.net.http.*;
            import java.nio.file.*;
            import java.time.*;
            import java.util.List;
            import java.util.Map;
            import java.util.Optional;
            """;

    @TempDir Path temp;

    private record Example(Path source, String text) {
        /** As a member of a class. */
        String framed() {
            String plain = text.strip();
            if (DECLARATION.matcher(plain).find()) {
                return plain;
            }
            if (plain.startsWith("@Retry")) {
                return "@TaskType(id = \"acme.work\", retry = " + plain + ") class X {}";
            }
            if (plain.startsWith("@")) {
                return plain + " class X {}";
            }
            return "Object example() throws Exception { if (letters.isEmpty()) {\n"
                    + plain
                    + "\n} return null; }";
        }
    }

    @Test
    void everyTypeHasAnExampleAndAllCompile() throws IOException {
        List<Example> examples = examples();
        List<String> command =
                new ArrayList<>(
                        List.of(
                                "-proc:none",
                                "--release",
                                "25",
                                "-Xdiags:compact",
                                "-cp",
                                System.getProperty("java.class.path"),
                                "-d",
                                temp.resolve("classes").toString()));
        command.add(written("Given", GIVEN.formatted(IMPORTS)));
        for (int i = 0; i < examples.size(); i++) {
            Example each = examples.get(i);
            String name =
                    each.source().getFileName().toString().replaceAll("\\W|java$", "")
                            + "Example"
                            + i;
            command.add(
                    written(
                            name,
                            "package acme;\n"
                                    + IMPORTS
                                    + "@SuppressWarnings(\"unused\") abstract class "
                                    + name
                                    + " extends Given {\n"
                                    + each.framed()
                                    + "\n}\n"));
        }
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        int code =
                ToolProvider.getSystemJavaCompiler()
                        .run(null, said, said, command.toArray(String[]::new));
        assertEquals(0, code, said.toString(StandardCharsets.UTF_8));
    }

    private String written(String name, String text) throws IOException {
        Path folder = Files.createDirectories(temp.resolve("acme"));
        return Files.writeString(folder.resolve(name + ".java"), text).toString();
    }

    private static List<Example> examples() throws IOException {
        List<Example> all = new ArrayList<>();
        List<Path> without = new ArrayList<>();
        try (Stream<Path> files = Files.walk(SOURCES)) {
            for (Path file : files.filter(each -> each.toString().endsWith(".java")).toList()) {
                List<Example> its =
                        EXAMPLE.matcher(Files.readString(file))
                                .results()
                                .map(found -> found.group(1).replaceAll("(?m)^\\s*\\* ?", ""))
                                .map(text -> new Example(file, text))
                                .toList();
                if (its.isEmpty() && !file.endsWith("package-info.java")) {
                    without.add(file);
                }
                all.addAll(its);
            }
        }
        assertEquals(List.of(), without, "types without an example");
        assertTrue(all.size() > 30, all.size() + " examples");
        return all;
    }
}
