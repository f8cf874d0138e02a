package dev.gantry.probes.service;

import dev.gantry.probes.Words;

import java.io.IOException;
import java.rmi.NotBoundException;
import java.rmi.registry.LocateRegistry;
import java.rmi.registry.Registry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import javax.management.JMException;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.openmbean.CompositeData;
import javax.management.remote.JMXConnector;
import javax.management.remote.rmi.RMIConnector;
import javax.management.remote.rmi.RMIServer;
import javax.rmi.ssl.SslRMIClientSocketFactory;

/**
 * A look at another JVM, over a connection of its own that is closed afterwards. The connector's
 * heartbeat is off, so that it has no thread; the few threads of RMI are the JDK's, shared by all
 * and gone by themselves. The agent is looked up in the registry and nowhere else: a service URL
 * that leads to another directory is refused.
 */
final class RemoteJvm {
    private static final String BEANS = "java.lang:type=";

    private final Address address;
    private final Jvm.Config config;

    /** What a JVM told; times in seconds, sizes in bytes. */
    record Figures(
            double heapUsed,
            double heapMost,
            double heapCommitted,
            double nonHeap,
            double collecting,
            double uptime,
            long threads,
            List<String> deadlocked,
            long classes,
            Optional<Double> cpu,
            Optional<Double> attribute,
            String attributeProblem) {}

    /** Where an agent is. */
    record Address(String host, int port, String name) {
        private static final Pattern SHORT =
                Pattern.compile("(\\[[0-9a-fA-F:.%]+]|[^\\s:/]+):(\\d{1,5})");
        private static final Pattern LONG =
                Pattern.compile(
                        "service:jmx:rmi:///jndi/rmi://(\\[[0-9a-fA-F:.%]+]|[^\\s:/]+):(\\d{1,5})/(\\S+)");

        /**
         * Reads one.
         *
         * @throws IllegalArgumentException if it is none
         */
        static Address of(String text) {
            Matcher brief = SHORT.matcher(text.strip());
            if (brief.matches()) {
                return of(brief.group(1), brief.group(2), "jmxrmi");
            }
            Matcher whole = LONG.matcher(text.strip());
            if (whole.matches()) {
                return of(whole.group(1), whole.group(2), whole.group(3));
            }
            throw new IllegalArgumentException(
                    "target: expected host:port or service:jmx:rmi:///jndi/rmi://host:port/jmxrmi,"
                            + " not "
                            + Words.line(text, 200));
        }

        private static Address of(String host, String port, String name) {
            String plain = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
            return new Address(plain, Integer.parseInt(port), name);
        }

        @Override
        public String toString() {
            return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
        }
    }

    RemoteJvm(Address address, Jvm.Config config) {
        this.address = address;
        this.config = config;
    }

    /**
     * Looks.
     *
     * @throws IOException if it cannot be reached
     * @throws NotBoundException if there is a registry, and no agent
     * @throws SecurityException if it refuses the user
     */
    Figures look() throws IOException, NotBoundException, JMException {
        Registry registry =
                config.tls()
                        ? LocateRegistry.getRegistry(
                                address.host(), address.port(), new SslRMIClientSocketFactory())
                        : LocateRegistry.getRegistry(address.host(), address.port());
        if (!(registry.lookup(address.name()) instanceof RMIServer agent)) {
            throw new NotBoundException(address.name() + " is no JMX agent");
        }
        Map<String, Object> environment = new HashMap<>();
        environment.put("jmx.remote.x.client.connection.check.period", 0L);
        config.user()
                .ifPresent(
                        user ->
                                environment.put(
                                        JMXConnector.CREDENTIALS,
                                        new String[] {user, config.password().orElse("")}));
        try (RMIConnector connector = new RMIConnector(agent, environment)) {
            connector.connect();
            return figures(connector.getMBeanServerConnection());
        }
    }

    private Figures figures(MBeanServerConnection beans) throws IOException, JMException {
        CompositeData heap = (CompositeData) beans.getAttribute(bean("Memory"), "HeapMemoryUsage");
        CompositeData other =
                (CompositeData) beans.getAttribute(bean("Memory"), "NonHeapMemoryUsage");
        double collecting = 0;
        for (ObjectName collector :
                beans.queryNames(new ObjectName(BEANS + "GarbageCollector,*"), null)) {
            collecting +=
                    Math.max(0, number(beans.getAttribute(collector, "CollectionTime"))) / 1e3;
        }
        Optional<Double> attribute = Optional.empty();
        String problem = "";
        if (config.attribute().isPresent()) {
            try {
                attribute = Optional.of(attribute(beans, config.attribute().get()));
            } catch (JMException | IllegalArgumentException e) {
                problem = Words.of(e);
            }
        }
        return new Figures(
                number(heap.get("used")),
                number(heap.get("max")),
                number(heap.get("committed")),
                number(other.get("used")),
                collecting,
                number(beans.getAttribute(bean("Runtime"), "Uptime")) / 1e3,
                (long) number(beans.getAttribute(bean("Threading"), "ThreadCount")),
                deadlocked(beans),
                (long) number(beans.getAttribute(bean("ClassLoading"), "LoadedClassCount")),
                cpu(beans),
                attribute,
                problem);
    }

    private static Optional<Double> cpu(MBeanServerConnection beans)
            throws IOException, JMException {
        try {
            double load = number(beans.getAttribute(bean("OperatingSystem"), "ProcessCpuLoad"));
            return load < 0 || Double.isNaN(load) ? Optional.empty() : Optional.of(load);
        } catch (JMException notTold) {
            return Optional.empty();
        }
    }

    private static List<String> deadlocked(MBeanServerConnection beans)
            throws IOException, JMException {
        Object found =
                beans.invoke(
                        bean("Threading"), "findDeadlockedThreads", new Object[0], new String[0]);
        List<String> names = new ArrayList<>();
        if (found instanceof long[] ids) {
            Object told =
                    beans.invoke(
                            bean("Threading"),
                            "getThreadInfo",
                            new Object[] {ids},
                            new String[] {long[].class.getName()});
            if (told instanceof CompositeData[] threads) {
                for (int i = 0; i < threads.length; i++) {
                    names.add(
                            threads[i] == null
                                    ? "thread " + ids[i]
                                    : Words.line((String) threads[i].get("threadName"), 60));
                }
            }
        }
        return names;
    }

    private static double attribute(MBeanServerConnection beans, Jvm.Attribute wanted)
            throws IOException, JMException {
        int dot = wanted.name().indexOf('.');
        String first = dot < 0 ? wanted.name() : wanted.name().substring(0, dot);
        Object value = beans.getAttribute(new ObjectName(wanted.mbean()), first);
        if (dot >= 0 && value instanceof CompositeData members) {
            String member = wanted.name().substring(dot + 1);
            if (!members.containsKey(member)) {
                throw new IllegalArgumentException(first + " has no member " + member);
            }
            value = members.get(member);
        }
        return number(value);
    }

    private static double number(Object value) {
        return switch (value) {
            case Number number -> number.doubleValue();
            case Boolean yes -> yes ? 1 : 0;
            case null -> throw new IllegalArgumentException("it is nothing");
            default ->
                    throw new IllegalArgumentException(
                            "it is no number but "
                                    + Words.line(value.getClass().getSimpleName(), 80));
        };
    }

    private static ObjectName bean(String type) throws JMException {
        return new ObjectName(BEANS + type);
    }
}
