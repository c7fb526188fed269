import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.commons.GeneratorAdapter;
import org.objectweb.asm.commons.Method;

/**
 * Gives the lambda expressions and method references of compiled classes ordinary classes: one for
 * nearly all those of a class, as Android's compilers do it.
 *
 * <p>The plugin runs once in a short-lived compiler. There, linking a lambda expression (the
 * virtual machine writes a class for it, and method handles to reach that) takes longer than all
 * that the expression ever computes: a third of the plugin's time in a module of a few hundred
 * files. Nothing else changes: the bodies stay where javac puts them, and a class without lambda
 * expressions is left alone, so that running it twice does no harm.
 *
 * <p>Run by the build, on the directory of class files that is its one argument.
 */
public final class LambdaClasses {
  private static final String FACTORY = "java/lang/invoke/LambdaMetafactory";
  private static final Type OBJECT = Type.getType(Object.class);
  private static final Method CONSTRUCTOR = new Method("<init>", "(I)V");

  /**
   * One expression.
   *
   * @param number its number in its class
   * @param method the method of the functional interface
   * @param body the method that it stands for
   * @param creation from what it captures to the functional interface
   */
  private record Expression(int number, Method method, Handle body, Type creation) {
    String factoryMethod() {
      return "of" + number;
    }
  }

  private final Path directory;
  /* The new classes may call private methods of their nests. */
  private final Map<String, Set<String>> newMembers = new LinkedHashMap<>();

  private LambdaClasses(Path directory) {
    this.directory = directory;
  }

  public static void main(String[] arguments) throws IOException {
    LambdaClasses lambdas = new LambdaClasses(Path.of(arguments[0]));
    List<Path> files;
    try (Stream<Path> all = Files.walk(lambdas.directory)) {
      files = all.filter(file -> file.toString().endsWith(".class")).sorted().toList();
    }
    for (Path file : files) {
      lambdas.rewrite(file);
    }
    lambdas.admit();
  }

  private Path fileOf(String className) {
    return directory.resolve(className + ".class");
  }

  private void rewrite(Path file) throws IOException {
    ClassReader reader = new ClassReader(Files.readAllBytes(file));
    ClassWriter writer = new ClassWriter(0);
    Rewriter rewriter = new Rewriter(writer, reader.getClassName() + "$$Lambdas");
    reader.accept(rewriter, 0);
    if (rewriter.expressions.isEmpty()) {
      return;
    }
    Files.write(file, writer.toByteArray());
    for (Map.Entry<String, List<Expression>> some : rewriter.expressions.entrySet()) {
      String name = some.getKey();
      Files.write(fileOf(name), classOf(some.getValue(), name, rewriter.host));
      newMembers.computeIfAbsent(rewriter.host, h -> new LinkedHashSet<>()).add(name);
    }
  }

  /** Tells the hosts of the nests their new members. */
  private void admit() throws IOException {
    for (Map.Entry<String, Set<String>> nest : newMembers.entrySet()) {
      Path file = fileOf(nest.getKey());
      ClassReader reader = new ClassReader(Files.readAllBytes(file));
      ClassWriter writer = new ClassWriter(reader, 0);
      reader.accept(writer, 0);
      nest.getValue().forEach(writer::visitNestMember);
      Files.write(file, writer.toByteArray());
    }
  }

  /** Replaces the creation of each expression by the call of a static method of the new class. */
  private static final class Rewriter extends ClassVisitor {
    private final String prefix;
    private final Map<String, List<Expression>> expressions = new LinkedHashMap<>();
    private String host = "";

    Rewriter(ClassVisitor next, String prefix) {
      super(Opcodes.ASM9, next);
      this.prefix = prefix;
    }

    /**
     * The new class for the expressions of an interface. Those of the JDK share one; others may
     * have default methods that are named like the method of one of those: {@code test()} of
     * Guava's {@code Predicate}.
     */
    private String newClass(Type type) {
      String name = type.getInternalName();
      return name.startsWith("java/")
          ? prefix
          : prefix + "$" + name.substring(name.lastIndexOf('/') + 1);
    }

    @Override
    public void visit(
        int version, int access, String name, String generic, String parent, String[] interfaces) {
      host = name;
      super.visit(version, access, name, generic, parent, interfaces);
    }

    @Override
    public void visitNestHost(String name) {
      host = name;
      super.visitNestHost(name);
    }

    @Override
    public MethodVisitor visitMethod(
        int access, String name, String descriptor, String generic, String[] exceptions) {
      if (name.equals("$deserializeLambda$")) {
        // Nobody writes suppliers to a stream.
        return null;
      }
      MethodVisitor next = super.visitMethod(access, name, descriptor, generic, exceptions);
      return new MethodVisitor(Opcodes.ASM9, next) {
        @Override
        public void visitInvokeDynamicInsn(
            String name, String descriptor, Handle bootstrap, Object... arguments) {
          if (!bootstrap.getOwner().equals(FACTORY) || needsMore(arguments)) {
            super.visitInvokeDynamicInsn(name, descriptor, bootstrap, arguments);
            return;
          }
          String newClass = newClass(Type.getReturnType(descriptor));
          List<Expression> some = expressions.computeIfAbsent(newClass, c -> new ArrayList<>());
          Expression expression =
              new Expression(
                  some.size(),
                  new Method(name, ((Type) arguments[0]).getDescriptor()),
                  (Handle) arguments[1],
                  Type.getMethodType(descriptor));
          some.add(expression);
          visitMethodInsn(
              Opcodes.INVOKESTATIC, newClass, expression.factoryMethod(), descriptor, false);
        }
      };
    }

    /** Whether it is to have further interfaces or methods; it may be serializable. */
    private static boolean needsMore(Object[] arguments) {
      return arguments.length > 4 && !arguments[arguments.length - 1].equals(0);
    }
  }

  private static byte[] classOf(List<Expression> expressions, String name, String host) {
    Type type = Type.getObjectType(name);
    ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_FRAMES);
    Set<String> interfaces = new LinkedHashSet<>();
    Map<Method, List<Expression>> byMethod = new LinkedHashMap<>();
    int captured = 0;
    for (Expression expression : expressions) {
      interfaces.add(expression.creation().getReturnType().getInternalName());
      byMethod.computeIfAbsent(expression.method(), m -> new ArrayList<>()).add(expression);
      captured = Math.max(captured, expression.creation().getArgumentTypes().length);
    }
    writer.visit(
        Opcodes.V17,
        Opcodes.ACC_FINAL | Opcodes.ACC_SYNTHETIC | Opcodes.ACC_SUPER,
        name,
        null,
        OBJECT.getInternalName(),
        interfaces.toArray(String[]::new));
    writer.visitNestHost(host);
    writer.visitField(Opcodes.ACC_PRIVATE, "number", "I", null, null);
    for (int i = 0; i < captured; i++) {
      writer.visitField(Opcodes.ACC_PRIVATE, "captured" + i, OBJECT.getDescriptor(), null, null);
    }
    writeConstructor(writer, type);
    expressions.forEach(expression -> writeFactoryMethod(writer, type, expression));
    byMethod.forEach((method, same) -> writeMethod(writer, type, method, same));
    writer.visitEnd();
    return writer.toByteArray();
  }

  private static GeneratorAdapter code(ClassWriter writer, int access, Method method) {
    GeneratorAdapter code =
        new GeneratorAdapter(
            writer.visitMethod(access, method.getName(), method.getDescriptor(), null, null),
            access,
            method.getName(),
            method.getDescriptor());
    code.visitCode();
    return code;
  }

  private static void writeConstructor(ClassWriter writer, Type type) {
    GeneratorAdapter code = code(writer, Opcodes.ACC_PRIVATE, CONSTRUCTOR);
    code.loadThis();
    code.invokeConstructor(OBJECT, new Method("<init>", "()V"));
    code.loadThis();
    code.loadArg(0);
    code.putField(type, "number", Type.INT_TYPE);
    code.returnValue();
    code.endMethod();
  }

  private static void writeFactoryMethod(ClassWriter writer, Type type, Expression expression) {
    Type[] captured = expression.creation().getArgumentTypes();
    GeneratorAdapter code =
        code(
            writer,
            Opcodes.ACC_STATIC,
            new Method(expression.factoryMethod(), expression.creation().getDescriptor()));
    code.newInstance(type);
    code.dup();
    code.push(expression.number());
    code.invokeConstructor(type, CONSTRUCTOR);
    for (int i = 0; i < captured.length; i++) {
      code.dup();
      code.loadArg(i);
      code.valueOf(captured[i]);
      code.putField(type, "captured" + i, OBJECT);
    }
    code.returnValue();
    code.endMethod();
  }

  /** A method of functional interfaces: it calls the body of that expression that the object is. */
  private static void writeMethod(
      ClassWriter writer, Type type, Method method, List<Expression> expressions) {
    GeneratorAdapter code = code(writer, Opcodes.ACC_PUBLIC, method);
    Label[] labels = new Label[expressions.size()];
    int[] numbers = new int[expressions.size()];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = code.newLabel();
      numbers[i] = expressions.get(i).number();
    }
    if (labels.length > 1) {
      code.loadThis();
      code.getField(type, "number", Type.INT_TYPE);
      code.visitLookupSwitchInsn(labels[0], numbers, labels);
    }
    for (int i = 0; i < labels.length; i++) {
      code.mark(labels[i]);
      callBody(code, type, method, expressions.get(i));
    }
    code.endMethod();
  }

  private static void callBody(
      GeneratorAdapter code, Type type, Method method, Expression expression) {
    Handle body = expression.body();
    Type owner = Type.getObjectType(body.getOwner());
    boolean isConstructor = body.getTag() == Opcodes.H_NEWINVOKESPECIAL;
    List<Type> wanted = new ArrayList<>();
    if (isConstructor) {
      code.newInstance(owner);
      code.dup();
    } else if (body.getTag() != Opcodes.H_INVOKESTATIC) {
      wanted.add(owner);
    }
    wanted.addAll(List.of(Type.getArgumentTypes(body.getDesc())));
    int captured = expression.creation().getArgumentTypes().length;
    for (int i = 0; i < captured; i++) {
      code.loadThis();
      code.getField(type, "captured" + i, OBJECT);
      convert(code, OBJECT, wanted.get(i));
    }
    for (int i = captured; i < wanted.size(); i++) {
      code.loadArg(i - captured);
      convert(code, method.getArgumentTypes()[i - captured], wanted.get(i));
    }
    code.visitMethodInsn(
        switch (body.getTag()) {
          case Opcodes.H_INVOKESTATIC -> Opcodes.INVOKESTATIC;
          case Opcodes.H_INVOKEINTERFACE -> Opcodes.INVOKEINTERFACE;
          case Opcodes.H_NEWINVOKESPECIAL -> Opcodes.INVOKESPECIAL;
          // A private method of the nest is called like others.
          default -> body.isInterface() ? Opcodes.INVOKEINTERFACE : Opcodes.INVOKEVIRTUAL;
        },
        body.getOwner(),
        body.getName(),
        body.getDesc(),
        body.isInterface());
    Type result = isConstructor ? owner : Type.getReturnType(body.getDesc());
    if (!method.getReturnType().equals(Type.VOID_TYPE)) {
      convert(code, result, method.getReturnType());
    } else if (result.getSize() == 2) {
      code.pop2();
    } else if (result.getSize() == 1) {
      code.pop();
    }
    code.returnValue();
  }

  /** The conversions of {@link java.lang.invoke.LambdaMetafactory}. */
  private static void convert(GeneratorAdapter code, Type from, Type to) {
    boolean isPrimitive = from.getSort() < Type.ARRAY;
    boolean toPrimitive = to.getSort() < Type.ARRAY;
    if (isPrimitive && toPrimitive) {
      if (!from.equals(to)) {
        code.cast(from, to);
      }
    } else if (isPrimitive) {
      code.valueOf(from);
    } else if (toPrimitive) {
      code.unbox(to);
    } else if (!from.equals(to)) {
      code.checkCast(to);
    }
  }
}
