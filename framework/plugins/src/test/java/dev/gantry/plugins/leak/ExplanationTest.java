package dev.gantry.plugins.leak;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

class ExplanationTest {
    private static final Trail.Step LOADER =
            new Trail.Step(
                    "org.apache.felix.framework.BundleWiringImpl$BundleClassLoader",
                    Trail.What.LOADER,
                    true,
                    "");
    private static final Trail.Step CLASS =
            new Trail.Step("acme.Listener", Trail.What.CLASS, true, "<loader>");
    private static final Trail.Step OBJECT =
            new Trail.Step("acme.Listener", Trail.What.OBJECT, true, "<class>");

    private static Trail.Step object(String type, String via) {
        return new Trail.Step(type, Trail.What.OBJECT, false, via);
    }

    private static String sentence(Trail.Root root, Trail.Step... steps) {
        List<Trail.Step> all = new ArrayList<>(List.of(steps));
        all.add(LOADER);
        Explanation explanation =
                Explanation.of(
                        new Trail(root, all, false),
                        type ->
                                type.equals("acme.Registry")
                                        ? Optional.of("dev.gantry.http")
                                        : Optional.empty());
        String held = "its classes are still held by ";
        assertTrue(explanation.sentence().startsWith(held), explanation.sentence());
        return explanation.sentence().substring(held.length());
    }

    @Test
    void namesAStaticField() {
        assertEquals(
                "the static field acme.Registry.INSTANCE of dev.gantry.http, through"
                        + " java.util.HashMap, which holds the plugin's object of acme.Listener: remove what"
                        + " it registered there in @Deactivate",
                sentence(
                        new Trail.StaticField("acme.Registry", "INSTANCE"),
                        object("java.util.HashMap", "table"),
                        object("java.util.HashMap$Node[]", "[3]"),
                        object("java.util.HashMap$Node", "value"),
                        OBJECT,
                        CLASS));
        assertEquals(
                "the static field acme.Other.LAST, which is the plugin's object of acme.Listener: remove what"
                        + " it registered there in @Deactivate",
                sentence(new Trail.StaticField("acme.Other", "LAST"), OBJECT, CLASS));
        assertEquals(
                "the static field acme.Other.LAST, which is the plugin's class acme.Listener: remove what"
                        + " it registered there in @Deactivate",
                sentence(new Trail.StaticField("acme.Other", "LAST"), CLASS));
        assertEquals(
                "the static field acme.Other.LAST, which is the plugin's class loader: remove what"
                        + " it registered there in @Deactivate",
                sentence(new Trail.StaticField("acme.Other", "LAST")));
        assertEquals(
                "the static field acme.Other.LAST, through"
                        + " org.apache.felix.framework.BundleContextImpl, which holds the plugin's bundle:"
                        + " remove what it registered there in @Deactivate",
                sentence(
                        new Trail.StaticField("acme.Other", "LAST"),
                        object("org.apache.felix.framework.BundleContextImpl", "m_bundle"),
                        object("org.apache.felix.framework.BundleWiringImpl", "m_classLoader")));
        assertEquals(
                "a call site in the class acme.Other, through java.lang.invoke.MethodType, which"
                        + " holds the plugin's class acme.Listener: remove what it registered there in"
                        + " @Deactivate",
                sentence(
                        new Trail.StaticField("acme.Other", "<resolved_references>"),
                        object("java.lang.invoke.MethodType", "rtype"),
                        CLASS));
    }

    @Test
    void namesTheRegistriesOfTheJdk() {
        assertEquals(
                "a shutdown hook: remove it in @Deactivate with Runtime.removeShutdownHook",
                sentence(
                        new Trail.StaticField("java.lang.ApplicationShutdownHooks", "hooks"),
                        object("java.util.IdentityHashMap", "table"),
                        OBJECT,
                        CLASS));
        assertEquals(
                "a JDBC driver that is still registered: deregister it in @Deactivate with"
                        + " DriverManager.deregisterDriver",
                sentence(
                        new Trail.StaticField("java.sql.DriverManager", "registeredDrivers"),
                        object("java.util.concurrent.CopyOnWriteArrayList", "array"),
                        OBJECT,
                        CLASS));
    }

    @Test
    void namesAThread() {
        Trail.Root timer = new Trail.OfThread("acme-timer", "acme.Foo.run(Foo.java:12)");
        assertEquals(
                "the thread \"acme-timer\" (its context class loader), running"
                        + " acme.Foo.run(Foo.java:12): end that thread in @Deactivate",
                sentence(timer, object("java.lang.Thread", "contextClassLoader")));
        assertEquals(
                "the thread \"acme-timer\" (it is the plugin's object of acme.Listener), running"
                        + " acme.Foo.run(Foo.java:12): end that thread in @Deactivate",
                sentence(timer, OBJECT, CLASS));
        assertEquals(
                "the thread without a name (it works for the plugin's object of acme.Listener): end that"
                        + " thread in @Deactivate",
                sentence(
                        new Trail.OfThread("", null),
                        object("java.lang.Thread", "holder"),
                        object("java.lang.Thread$FieldHolder", "task"),
                        OBJECT,
                        CLASS));
        assertEquals(
                "the thread \"pool-1\" (a ThreadLocal value of it holds the plugin's object of acme.Listener):"
                        + " call remove() on that ThreadLocal where the work ends",
                sentence(
                        new Trail.OfThread("pool-1", "dev.gantry.engine.Slots.run(Slots.java:1)"),
                        object("java.lang.Thread", "threadLocals"),
                        object("java.lang.ThreadLocal$ThreadLocalMap", "table"),
                        OBJECT,
                        CLASS));
    }

    @Test
    void namesALocalVariableAndWhatIsNotJava() {
        assertEquals(
                "a local variable of the thread \"v\" at acme.Foo.run(Foo.java:12): let that method"
                        + " return in @Deactivate",
                sentence(new Trail.Local("v", "acme.Foo.run(Foo.java:12)"), OBJECT, CLASS));
        assertEquals(
                "native code, which holds the plugin's object of acme.Listener: close in @Deactivate what it"
                        + " opened",
                sentence(new Trail.Native(), OBJECT, CLASS));
        assertEquals(
                "the JVM, which holds the plugin's class acme.Listener: end in @Deactivate what it started,"
                        + " and restart Gantry to be rid of it",
                sentence(new Trail.Other(), CLASS));
    }

    @Test
    void tellsTheWholeWay() {
        assertEquals(
                """
                static acme.Registry.INSTANCE
                  java.util.HashMap table
                  acme.Listener <class>
                  class acme.Listener <loader>
                  org.apache.felix.framework.BundleWiringImpl$BundleClassLoader""",
                Explanation.of(
                                new Trail(
                                        new Trail.StaticField("acme.Registry", "INSTANCE"),
                                        List.of(
                                                object("java.util.HashMap", "table"),
                                                OBJECT,
                                                CLASS,
                                                LOADER),
                                        false),
                                type -> Optional.empty())
                        .detail());
    }

    @Test
    void asksForNothingWhereASoftReferenceGoesByItself() {
        Explanation soft =
                Explanation.of(
                        new Trail(
                                new Trail.StaticField("acme.Registry", "INSTANCE"),
                                List.of(object("java.lang.ref.SoftReference", "referent"), LOADER),
                                true),
                        type -> Optional.empty());
        assertTrue(soft.passing());
        assertTrue(soft.sentence().endsWith("nothing to do"), soft.sentence());
    }

    @Test
    void whatOnlyCompiledCodeHoldsGoesByItself() {
        assertTrue(Explanation.unseen().passing());
    }
}
