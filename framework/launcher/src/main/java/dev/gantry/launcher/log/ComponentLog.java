package dev.gantry.launcher.log;

import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.service.log.Logger;
import org.osgi.service.log.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Locale;

/**
 * The logger service of OSGi, in front of our log. Declarative Services says through it why a
 * component was not activated.
 */
public final class ComponentLog implements LoggerFactory {
    private ComponentLog() {}

    /** Offers it to the bundles. */
    public static void register(BundleContext framework) {
        framework.registerService(LoggerFactory.class, new ComponentLog(), null);
    }

    @Override
    public Logger getLogger(String name) {
        return getLogger(name, Logger.class);
    }

    @Override
    public Logger getLogger(Class<?> type) {
        return getLogger(type.getName(), Logger.class);
    }

    @Override
    public <L extends Logger> L getLogger(String name, Class<L> loggerType) {
        return logger(name, loggerType);
    }

    @Override
    public <L extends Logger> L getLogger(Class<?> type, Class<L> loggerType) {
        return logger(type.getName(), loggerType);
    }

    @Override
    public <L extends Logger> L getLogger(Bundle bundle, String name, Class<L> loggerType) {
        return logger(
                name.equals(Logger.ROOT_LOGGER_NAME) ? bundle.getSymbolicName() : name, loggerType);
    }

    private static <L extends Logger> L logger(String name, Class<L> type) {

        InvocationHandler handler = new ToSlf4j(org.slf4j.LoggerFactory.getLogger(name));
        return type.cast(
                Proxy.newProxyInstance(
                        ComponentLog.class.getClassLoader(), new Class<?>[] {type}, handler));
    }

    /** {@code info(message, arguments…)}, {@code isInfoEnabled()} and so on, for each level. */
    private record ToSlf4j(org.slf4j.Logger log) implements InvocationHandler {

        @Override
        public Object invoke(Object proxy, Method method, Object[] given) {
            String name = method.getName();
            if (name.startsWith("is")) {
                return log.isEnabledForLevel(
                        level(name.substring(2, name.length() - "Enabled".length())));
            }
            return switch (name) {
                case "getName" -> log.getName();
                case "toString" -> "Logger " + log.getName();
                case "hashCode" -> System.identityHashCode(proxy);
                case "equals" -> proxy == given[0];
                default -> {
                    if (given.length > 0 && given[0] instanceof String message) {
                        say(level(name), message, given);
                    }
                    yield null;
                }
            };
        }

        private void say(Level level, String message, Object[] given) {
            LoggingEventBuilder event = log.atLevel(level);
            Throwable failure = null;
            for (int i = 1; i < given.length; i++) {
                Object[] arguments =
                        given[i] instanceof Object[] several ? several : new Object[] {given[i]};
                for (Object argument : arguments) {
                    if (argument instanceof Throwable thrown) {
                        failure = thrown;
                    } else {
                        event = event.addArgument(argument);
                    }
                }
            }
            if (failure == null) {
                event.log(message);
            } else {
                event.log(message + ": " + told(failure));
                log.debug("the stack of it", failure);
            }
        }

        /** The message that the component itself gave; its stack is for those who ask for it. */
        private static String told(Throwable failure) {
            Throwable own = failure;
            while (own instanceof InvocationTargetException && own.getCause() != null) {
                own = own.getCause();
            }
            return own.getMessage() == null ? own.toString() : own.getMessage();
        }

        private static Level level(String name) {
            return switch (name.toLowerCase(Locale.ROOT)) {
                case "trace" -> Level.TRACE;
                case "debug" -> Level.DEBUG;
                case "warn" -> Level.WARN;
                case "error" -> Level.ERROR;
                default -> Level.INFO;
            };
        }
    }
}
