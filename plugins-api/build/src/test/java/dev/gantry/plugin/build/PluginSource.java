package dev.gantry.plugin.build;

import aQute.bnd.osgi.Builder;
import aQute.bnd.osgi.Jar;

import dev.gantry.plugins.host.JarCheck;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import javax.tools.ToolProvider;

/** A plugin from its sources, built as {@code gantry-plugin-parent} builds it. */
final class PluginSource {
    private static final Path PARENT = Path.of("../parent/pom.xml");
    private static final Pattern BND =
            Pattern.compile("<bnd><!\\[CDATA\\[(.*?)]]></bnd>", Pattern.DOTALL);
    private static final Pattern NAME =
            Pattern.compile(
                    "package ([a-z.]+);.*?(?:class|record|interface) (\\w+)", Pattern.DOTALL);
    private static final String IMPORTS =
            """
            import dev.gantry.api.config.*;
            import dev.gantry.api.context.*;
            import dev.gantry.api.detect.*;
            import dev.gantry.api.panel.*;
            import dev.gantry.api.schema.*;
            import dev.gantry.api.task.*;
            """;

    private final Path folder;
    private final Map<String, String> instructions = new LinkedHashMap<>();
    private final List<Path> packed = new ArrayList<>();
    private final List<Path> beside = new ArrayList<>();
    private final List<String> sources = new ArrayList<>();

    PluginSource(Path folder) {
        this.folder = folder;
        instructions.put("Bundle-Version", "1.0.0");
    }

    /** A class in the package that its text names; {@code acme} and all imports where none is. */
    PluginSource source(String text) {
        sources.add(text.startsWith("package ") ? text : "package acme;\n" + IMPORTS + text);
        return this;
    }

    /** An instruction or header of bnd, as in the plugin's own bnd file. */
    PluginSource with(String name, String value) {
        instructions.put(name, value);
        return this;
    }

    /** A dependency of compile scope. */
    PluginSource packing(Path library) {
        packed.add(library);
        return this;
    }

    /** A dependency of provided scope. */
    PluginSource beside(Path library) {
        beside.add(library);
        return this;
    }

    /** The JAR. */
    Path build() throws Exception {
        Path classes = compile();
        Path libraries = Files.createDirectories(folder.resolve("libraries"));
        for (Path library : packed) {
            Files.copy(library, libraries.resolve(library.getFileName()));
        }
        try (Builder builder = new Builder()) {
            builder.setProperties(parents(folder));
            instructions.forEach(builder::setProperty);
            try (Jar content = new Jar(classes.toFile())) {
                builder.setJar(content);
                for (File entry : classPath()) {
                    builder.addClasspath(entry);
                }
                Jar jar = builder.build();
                if (!builder.getErrors().isEmpty()) {
                    throw new IllegalStateException(builder.getErrors().toString());
                }
                Path file = folder.resolve("acme.jar");
                jar.write(file.toFile());
                return file;
            }
        }
    }

    /** The packages that Gantry offers. */
    static String offered() throws IOException {
        try (JarFile jar = new JarFile(System.getProperty("check.jar"))) {
            return jar.getManifest().getMainAttributes().getValue("Export-Package");
        }
    }

    /** What the check says of it. */
    List<String> faults() throws Exception {
        return JarCheck.faults(build(), offered(), beside);
    }

    /** A library of one class, as a JAR without a manifest of OSGi. */
    static Path library(Path folder, String name, String text, Path... uses) throws Exception {
        PluginSource source = new PluginSource(Files.createDirectories(folder.resolve(name)));
        source.beside.addAll(List.of(uses));
        Path file = folder.resolve(name + ".jar");
        try (Jar jar = new Jar(source.source(text).compile().toFile())) {
            jar.write(file.toFile());
        }
        return file;
    }

    /** A plugin of one class that exports its package. */
    static Path bundle(Path folder, String name, String text, String exports) throws Exception {
        return new PluginSource(Files.createDirectories(folder.resolve(name)))
                .source(text)
                .with("Export-Package", exports)
                .build();
    }

    private Path compile() throws IOException {
        Path classes = Files.createDirectories(folder.resolve("classes"));
        List<String> command =
                new ArrayList<>(
                        List.of(
                                "--release",
                                "25",
                                "-parameters",
                                "-proc:none",
                                "-Xlint:none",
                                "-cp",
                                String.join(
                                        File.pathSeparator,
                                        Stream.of(classPath()).map(File::getPath).toList()),
                                "-d",
                                classes.toString()));
        for (String source : sources) {
            Matcher name = NAME.matcher(source);
            if (!name.find()) {
                throw new IllegalArgumentException(source);
            }
            Path file =
                    folder.resolve("src")
                            .resolve(name.group(1).replace('.', '/'))
                            .resolve(name.group(2) + ".java");
            Files.createDirectories(file.getParent());
            Files.writeString(file, source);
            command.add(file.toString());
        }
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        int code =
                ToolProvider.getSystemJavaCompiler()
                        .run(null, said, said, command.toArray(String[]::new));
        if (code != 0) {
            throw new IllegalArgumentException(said.toString(StandardCharsets.UTF_8));
        }
        return classes;
    }

    private File[] classPath() {
        Stream<Path> own =
                Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                        .map(Path::of)
                        .filter(Files::exists)
                        .filter(entry -> !entry.endsWith("build/target/classes"))
                        .filter(entry -> !entry.endsWith("build/target/test-classes"));
        return Stream.of(packed.stream(), beside.stream(), own)
                .flatMap(all -> all)
                .map(Path::toFile)
                .toArray(File[]::new);
    }

    /** What the parent tells bnd. */
    private static Properties parents(Path target) throws IOException {
        Matcher bnd = BND.matcher(Files.readString(PARENT));
        if (!bnd.find()) {
            throw new IllegalStateException(PARENT + " has no instructions for bnd");
        }
        Properties properties = new Properties();
        properties.load(new StringReader(bnd.group(1)));
        properties.setProperty("gantry.plugin.id", "acme");
        properties.setProperty("project.build.directory", target.toString());
        return properties;
    }
}
