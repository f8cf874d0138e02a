package dev.gantry.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import javax.lang.model.element.Modifier;
import javax.tools.ToolProvider;

/**
 * The reference of the API says what its Javadoc says. With {@code -Dgantry.docs=write} it is
 * written anew.
 */
class ApiDocsTest {
    private static final Path SOURCES = Path.of("../api/src/main/java");
    private static final Path REFERENCE = Path.of("../../distribution/docs/reference/api.md");
    private static final Pattern TAG =
            Pattern.compile("(?ms)^\\s*@(param|return|throws|see|since)\\b.*");

    private final Map<String, List<TreePath>> types = new TreeMap<>();
    private final Map<String, String> packages = new TreeMap<>();
    private DocTrees docs;

    @Test
    void theReferenceIsThatOfTheSources() throws IOException {
        String page = page();
        if ("write".equals(System.getProperty("gantry.docs"))) {
            Files.writeString(REFERENCE, page);
        }
        assertEquals(page, Files.readString(REFERENCE), "write it with -Dgantry.docs=write");
    }

    private String page() throws IOException {
        read();
        StringBuilder page =
                new StringBuilder(
                        """
                        # Annotations and the API

                        What a plugin compiles against: `dev.gantry:gantry-api`. Made from its Javadoc, which says more of each type and method.

                        ## Annotations
                        """);
        types.forEach(
                (name, list) ->
                        list.stream()
                                .filter(each -> type(each).getKind() == Tree.Kind.ANNOTATION_TYPE)
                                .forEach(each -> annotation(page, name, each)));
        page.append("\n## All types\n");
        types.forEach(
                (name, list) -> {
                    page.append("\n### ").append(name).append("\n\n").append(packages.get(name));
                    page.append("\n\n| Type | | |\n|---|---|---|\n");
                    list.forEach(
                            each ->
                                    page.append("| `")
                                            .append(type(each).getSimpleName())
                                            .append("` | ")
                                            .append(kind(type(each)))
                                            .append(" | ")
                                            .append(first(doc(each)))
                                            .append(" |\n"));
                });
        return page.toString();
    }

    private void read() throws IOException {
        var compiler = ToolProvider.getSystemJavaCompiler();
        try (var files = compiler.getStandardFileManager(null, null, null);
                Stream<Path> all = Files.walk(SOURCES)) {
            List<Path> sources =
                    all.filter(each -> each.toString().endsWith(".java")).sorted().toList();
            var task =
                    (JavacTask)
                            compiler.getTask(
                                    null,
                                    files,
                                    null,
                                    null,
                                    null,
                                    files.getJavaFileObjectsFromPaths(sources));
            docs = DocTrees.instance(task);
            for (CompilationUnitTree unit : task.parse()) {
                String name = unit.getPackage().getPackageName().toString();
                TreePath root = new TreePath(unit);
                if (unit.getTypeDecls().isEmpty()) {
                    packages.put(
                            name, text(docs.getDocComment(new TreePath(root, unit.getPackage()))));
                }
                for (Tree each : unit.getTypeDecls()) {
                    if (each instanceof ClassTree type && isPublic(type)) {
                        types.computeIfAbsent(name, _ -> new ArrayList<>())
                                .add(new TreePath(root, type));
                    }
                }
            }
        }
    }

    private void annotation(StringBuilder page, String name, TreePath path) {
        page.append("\n### @").append(type(path).getSimpleName()).append("\n\n`").append(name);
        page.append('.')
                .append(type(path).getSimpleName())
                .append("`. ")
                .append(doc(path))
                .append('\n');
        List<MethodTree> elements =
                type(path).getMembers().stream()
                        .filter(MethodTree.class::isInstance)
                        .map(MethodTree.class::cast)
                        .toList();
        if (elements.isEmpty()) {
            return;
        }
        page.append("\n| Element | Type | Default | |\n|---|---|---|---|\n");
        for (MethodTree each : elements) {
            String fallback =
                    each.getDefaultValue() == null
                            ? "none: to be given"
                            : "`" + each.getDefaultValue() + "`";
            page.append("| `").append(each.getName()).append("` | `").append(each.getReturnType());
            page.append("` | ").append(fallback).append(" | ");
            page.append(doc(new TreePath(path, each)).replace("\n\n", " ")).append(" |\n");
        }
    }

    private static ClassTree type(TreePath path) {
        return (ClassTree) path.getLeaf();
    }

    private static boolean isPublic(ClassTree type) {
        return type.getModifiers().getFlags().contains(Modifier.PUBLIC);
    }

    private static String kind(ClassTree type) {
        String kind =
                switch (type.getKind()) {
                    case ANNOTATION_TYPE -> "annotation";
                    case INTERFACE -> "interface";
                    case ENUM -> "enum";
                    case RECORD -> "record";
                    default -> "class";
                };
        List<String> marks =
                type.getModifiers().getAnnotations().stream()
                        .map(AnnotationTree::getAnnotationType)
                        .map(Object::toString)
                        .toList();
        if (marks.contains("ConsumerType")) {
            return kind + ", for plugins to implement";
        }
        return marks.contains("ProviderType") ? kind + ", Gantry implements it" : kind;
    }

    private String doc(TreePath path) {
        return text(Objects.requireNonNullElse(docs.getDocComment(path), ""));
    }

    /** Javadoc as Markdown. */
    private static String text(String comment) {
        String plain =
                TAG.matcher(comment)
                        .replaceAll("")
                        .replaceAll("(?s)<pre>.*?</pre>", "")
                        .replaceAll("\\s+", " ")
                        .replaceAll("\\s*<p>\\s*", "\n\n")
                        .replaceAll("\\{@(?:code|literal) ([^{}]*)}", "`$1`")
                        .replaceAll("\\{@link(?:plain)? #([^{} ]+)}", "`$1`")
                        .replaceAll("\\{@link(?:plain)? [^{} ]+ ([^{}]+)}", "$1")
                        .replaceAll(
                                "\\{@link(?:plain)? (?:[a-z]+\\.)*([^{} #]*)#?([^{} ]*)}",
                                "`$1.$2`")
                        .replace(".`", "`")
                        .replaceAll("</?(?:em|i)>", "*")
                        .replaceAll("</?(?:ul|ol)>", "")
                        .replaceAll("\\s*<li>\\s*", "\n- ")
                        .replaceAll("</li>", "");
        return plain.strip().replace("|", "\\|");
    }

    private static String first(String doc) {
        String line = doc.lines().findFirst().orElse("");
        int end = line.indexOf(". ");
        return end < 0 ? line : line.substring(0, end + 1);
    }
}
