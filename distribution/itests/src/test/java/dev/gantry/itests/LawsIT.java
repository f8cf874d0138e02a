package dev.gantry.itests;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import aQute.bnd.header.OSGiHeader;
import aQute.bnd.header.Parameters;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The laws of the house, checked on what is shipped. */
class LawsIT {
    private static final List<String> CONTRACTS = List.of("dev.gantry.api", "dev.gantry.spi");
    private static final Path SOURCE = Path.of(System.getProperty("gantry.source")).normalize();
    private static final Pattern SLEEP =
            Pattern.compile(
                    "\\b(?:Thread|TimeUnit|[A-Z]+)\\s*(?:\\.|::)\\s*sleep\\b"
                            + "|\\bpark(?:Nanos|Until)\\b");
    private static final Pattern PARK = Pattern.compile("\\bLockSupport\\b");
    private static final String ITESTS = "distribution/itests/src/test/java/dev/gantry/itests/";

    private static JavaClasses ours;

    @BeforeAll
    static void load() throws IOException {
        ours = ours();
    }

    @Test
    void pluginsImportOnlyWhatPluginsMay() throws IOException {
        Map<Path, Attributes> plugins = manifests("bundles");
        assertFalse(plugins.isEmpty());
        plugins.forEach(
                (jar, manifest) ->
                        imports(manifest)
                                .forEach(
                                        name ->
                                                assertTrue(
                                                        name.startsWith("dev.gantry.api.")
                                                                || name.startsWith("org.slf4j")
                                                                || name.startsWith("org.osgi.")
                                                                || ofTheJdk(name),
                                                        jar + " imports " + name)));
    }

    @Test
    void bundlesMeetThroughContractsOnly() throws IOException {
        own().forEach(
                        (jar, manifest) -> {
                            for (String name : imports(manifest)) {
                                assertTrue(
                                        !name.startsWith("dev.gantry.")
                                                || CONTRACTS.stream().anyMatch(name::startsWith),
                                        jar + " imports " + name);
                            }
                            for (String name : parameters(manifest, "Export-Package").keySet()) {
                                assertTrue(
                                        CONTRACTS.stream().anyMatch(name::startsWith),
                                        jar + " exports " + name + ", which is no contract");
                            }
                        });
    }

    @Test
    void nothingIsWiredBehindTheResolversBack() throws IOException {
        Map<Path, Attributes> all = new TreeMap<>(own());
        all.putAll(manifests("bundles"));
        assertTrue(all.size() > 10);
        all.forEach(
                (jar, manifest) -> {
                    for (String header :
                            List.of("Require-Bundle", "Fragment-Host", "DynamicImport-Package")) {
                        assertEquals(null, manifest.getValue(header), jar + " has " + header);
                    }
                });
    }

    @Test
    void everyContractPackageHasAVersion() throws IOException {
        own().forEach(
                        (jar, manifest) ->
                                parameters(manifest, "Export-Package")
                                        .forEach(
                                                (name, attributes) ->
                                                        assertTrue(
                                                                attributes.getVersion() != null,
                                                                jar + ": " + name)));
    }

    @Test
    void everyContractTypeSaysWhoImplementsIt() throws IOException {
        classes()
                .that()
                .resideInAnyPackage("dev.gantry.api..", "dev.gantry.spi..")
                .and()
                .areInterfaces()
                .and()
                .areNotAnnotations()
                .and()
                .areTopLevelClasses()
                .and()
                .doNotHaveModifier(JavaModifier.SYNTHETIC)
                .should(
                        new ArchCondition<JavaClass>(
                                "be a provider type, a consumer type, sealed, or a marker") {
                            @Override
                            public void check(JavaClass type, ConditionEvents events) {
                                boolean said =
                                        type.isAnnotatedWith(
                                                        "org.osgi.annotation.versioning.ProviderType")
                                                || type.isAnnotatedWith(
                                                        "org.osgi.annotation.versioning.ConsumerType")
                                                || type.getMethods().isEmpty()
                                                || type.reflect().isSealed();
                                events.add(
                                        new SimpleConditionEvent(
                                                type, said, type.getName() + " does not say"));
                            }
                        })
                .check(ours);
    }

    @Test
    void noForeignTypeCrossesTheApi() throws IOException {
        classes()
                .that()
                .resideInAPackage("dev.gantry.api..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("java..", "dev.gantry.api..", "org.osgi.annotation..")
                .check(ours);
    }

    @Test
    void timeIsInjected() throws IOException {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.gantry.launcher..")
                .should()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .check(ours);
    }

    @Test
    void nothingIsKeptAsJavaObjects() throws IOException {
        noClasses()
                .should()
                .dependOnClassesThat()
                .areAssignableTo(ObjectInputStream.class)
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(ObjectOutputStream.class)
                .check(ours);
    }

    @Test
    void nothingIsStaticAndMutable() throws IOException {
        fields().that().areStatic().should().beFinal().check(ours);
        noFields().that().areStatic().should().haveRawType(ThreadLocal.class).check(ours);
    }

    @Test
    void constructorsTakeAtMostSevenParameters() throws IOException {
        List<String> tooLong = new ArrayList<>();
        for (JavaClass type : ours) {
            if (!type.isRecord() && !type.isEnum()) {
                type.getConstructors().stream()
                        .filter(c -> c.getRawParameterTypes().size() > 7)
                        .forEach(c -> tooLong.add(c.getFullName()));
            }
        }
        assertEquals(List.of(), tooLong);
    }

    @Test
    void filesAreShortAndNotInUtilPackages() throws IOException {
        List<String> wrong = new ArrayList<>();
        sources()
                .forEach(
                        (name, text) -> {
                            if (name.contains("src/") && text.lines().count() > 400) {
                                wrong.add(name + " has over 400 lines");
                            }
                            if (name.matches(".*/util/[^/]*")) {
                                wrong.add(name + " is in a util package");
                            }
                        });
        assertEquals(List.of(), wrong);
    }

    /** But for plugins among the tests: what they do takes time. */
    @Test
    void testsSleepOnlyWhereTheyWait() throws IOException {
        List<String> wrong = new ArrayList<>();
        List<String> waiting = new ArrayList<>();
        sources()
                .forEach(
                        (name, text) -> {
                            boolean plugin =
                                    name.startsWith(ITESTS + "tasks/")
                                            || name.startsWith(ITESTS + "steps/");
                            if (!name.contains("src/test/") || plugin) {
                                return;
                            }
                            boolean sleeps =
                                    SLEEP.matcher(text).find()
                                            || name.startsWith(ITESTS) && PARK.matcher(text).find();
                            if (sleeps && name.endsWith("/Waiting.java")) {
                                waiting.add(name);
                            } else if (sleeps) {
                                wrong.add(name + " sleeps: use Waiting");
                            }
                        });
        assertEquals(List.of(), wrong);
        assertEquals(2, waiting.size(), "one place for each kind of tests: " + waiting);
    }

    /** All that is written in Java or Kotlin, by its path; what is built changes meanwhile. */
    private static Map<String, String> sources() throws IOException {
        Map<String, String> sources = new TreeMap<>();
        Files.walkFileTree(
                SOURCE,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes a) {
                        return folder.endsWith("target") || folder.endsWith(".git")
                                ? FileVisitResult.SKIP_SUBTREE
                                : FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes a)
                            throws IOException {
                        if (file.toString().matches(".*\\.(java|kt)")) {
                            sources.put(SOURCE.relativize(file).toString(), Files.readString(file));
                        }
                        return FileVisitResult.CONTINUE;
                    }
                });
        return sources;
    }

    private static boolean ofTheJdk(String name) {
        return ModuleLayer.boot().modules().stream()
                .anyMatch(
                        module ->
                                module.getDescriptor().exports().stream()
                                        .anyMatch(
                                                e -> !e.isQualified() && e.source().equals(name)));
    }

    private static JavaClasses ours() throws IOException {
        List<JarFile> jars = new ArrayList<>();
        for (Path jar : own().keySet()) {
            jars.add(new JarFile(jar.toFile()));
        }
        try {
            return new ClassFileImporter()
                    .withImportOption((ImportOption) location -> location.contains("/dev/gantry/"))
                    .importJars(jars);
        } finally {
            for (JarFile jar : jars) {
                jar.close();
            }
        }
    }

    private static Map<Path, Attributes> own() throws IOException {
        Map<Path, Attributes> own = manifests("system");
        own.values()
                .removeIf(
                        manifest ->
                                !manifest.getValue("Bundle-SymbolicName").startsWith("dev.gantry"));
        assertTrue(own.size() >= 9, "all of Gantry's own bundles: " + own.keySet());
        return own;
    }

    private static Map<Path, Attributes> manifests(String folder) throws IOException {
        Map<Path, Attributes> manifests = new TreeMap<>();
        try (Stream<Path> files = Files.list(Gantry.INSTALLATION.resolve(folder))) {
            for (Path file : files.filter(f -> f.toString().endsWith(".jar")).toList()) {
                try (JarFile jar = new JarFile(file.toFile())) {
                    manifests.put(file, jar.getManifest().getMainAttributes());
                }
            }
        }
        return manifests;
    }

    private static List<String> imports(Attributes manifest) {
        return List.copyOf(parameters(manifest, "Import-Package").keySet());
    }

    private static Parameters parameters(Attributes manifest, String header) {
        String value = manifest.getValue(header);
        return value == null ? new Parameters() : OSGiHeader.parseHeader(value);
    }
}
