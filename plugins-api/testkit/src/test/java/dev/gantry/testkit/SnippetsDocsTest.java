package dev.gantry.testkit;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.source.util.JavacTask;

import dev.gantry.api.detect.CheckContext;
import dev.gantry.api.task.TaskContext;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import javax.tools.DiagnosticCollector;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/**
 * Java in the docs is Java: it can be parsed, and what it names of the API is there. A block below
 * a comment {@code <!-- in FILE -->} stands in that file, line for line; {@code …} leaves lines
 * out.
 */
class SnippetsDocsTest {
    private static final Path ROOT = Path.of("../..");
    private static final Path DOCS = ROOT.resolve("distribution/docs");
    private static final Pattern BLOCK =
            Pattern.compile("(?ms)(?:^<!-- in (\\S+) -->\\n)?^```java\\n(.*?)^```$");
    private static final Pattern OF_CONTEXT = Pattern.compile("\\bcontext\\.(\\w+)\\(");
    private static final Pattern IMPORT =
            Pattern.compile("(?m)^import (static )?(dev\\.gantry\\.[\\w.]+);");

    /** Ways in which a piece may stand in a file. */
    private static final List<String> FRAMES =
            List.of("%s", "%s class X {}", "class X { %s }", "class X { void x() { %s } }");

    private static final Pattern CONSTRUCTOR = Pattern.compile("(?m)^(?:@\\w+ |public )+(\\w+)\\(");

    private record Snippet(String page, String file, String text) {}

    @Test
    void allCanBeParsed() throws IOException {
        List<String> wrong = new ArrayList<>();
        for (Snippet each : snippets()) {
            String java = each.text().replaceAll("(?m)^…$", "").replace("…", "");
            String named =
                    CONSTRUCTOR
                            .matcher(java)
                            .results()
                            .map(m -> m.group(1))
                            .findFirst()
                            .orElse("X");
            if (FRAMES.stream()
                    .map(frame -> frame.replace("class X {", "class " + named + " {"))
                    .noneMatch(frame -> parses(frame.formatted(java)))) {
                wrong.add(each.page() + ":\n" + each.text());
            }
        }
        assertEquals(List.of(), wrong);
    }

    @Test
    void whatTheyNameOfTheApiIsThere() throws IOException {
        Set<String> methods =
                Stream.of(TaskContext.class, CheckContext.class)
                        .flatMap(type -> Stream.of(type.getMethods()))
                        .map(method -> method.getName())
                        .collect(Collectors.toSet());
        Set<String> missing = new TreeSet<>();
        for (Snippet each : snippets()) {
            OF_CONTEXT
                    .matcher(each.text())
                    .results()
                    .map(found -> found.group(1))
                    .filter(name -> !methods.contains(name))
                    .forEach(name -> missing.add(each.page() + ": context." + name));
            IMPORT.matcher(each.text())
                    .results()
                    .forEach(
                            found -> {
                                String name = found.group(2);
                                String type =
                                        found.group(1) == null
                                                ? name
                                                : name.substring(0, name.lastIndexOf('.'));
                                assertDoesNotThrow(() -> Class.forName(type), each.page());
                            });
        }
        assertEquals(Set.of(), missing);
    }

    @Test
    void whatIsSaidToBeInAFileIsThere() throws IOException {
        for (Snippet each : snippets()) {
            if (each.file() == null) {
                continue;
            }
            List<String> source = stripped(Files.readString(ROOT.resolve(each.file())));
            List<String> rest = source;
            for (String part : each.text().split("(?m)^\\s*…$")) {
                List<String> lines = stripped(part);
                int at = Collections.indexOfSubList(rest, lines);
                assertTrue(
                        at >= 0,
                        each.page() + " shows what is not in " + each.file() + ":\n" + part);
                rest = rest.subList(at + lines.size(), rest.size());
            }
        }
    }

    private static List<String> stripped(String text) {
        return text.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
    }

    private static List<Snippet> snippets() throws IOException {
        List<Snippet> all = new ArrayList<>();
        try (Stream<Path> files = Files.walk(DOCS)) {
            for (Path file : files.filter(each -> each.toString().endsWith(".md")).toList()) {
                BLOCK.matcher(Files.readString(file))
                        .results()
                        .forEach(
                                found ->
                                        all.add(
                                                new Snippet(
                                                        DOCS.relativize(file).toString(),
                                                        found.group(1),
                                                        found.group(2))));
            }
        }
        assertTrue(all.size() > 15, all.size() + " snippets");
        return all;
    }

    private static boolean parses(String java) {
        var compiler = ToolProvider.getSystemJavaCompiler();
        DiagnosticCollector<JavaFileObject> problems = new DiagnosticCollector<>();
        JavaFileObject source =
                new SimpleJavaFileObject(
                        URI.create("string:///X.java"), JavaFileObject.Kind.SOURCE) {
                    @Override
                    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                        return java;
                    }
                };
        JavacTask task =
                (JavacTask) compiler.getTask(null, null, problems, null, null, List.of(source));
        try {
            task.parse();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return problems.getDiagnostics().isEmpty();
    }
}
