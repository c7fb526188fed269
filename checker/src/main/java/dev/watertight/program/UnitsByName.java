package dev.watertight.program;

import com.google.common.collect.ImmutableList;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.ClassSymbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.TypeSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import com.sun.tools.javac.code.Type;
import com.sun.tools.javac.tree.JCTree;
import com.sun.tools.javac.tree.JCTree.JCCase;
import com.sun.tools.javac.tree.JCTree.JCClassDecl;
import com.sun.tools.javac.tree.JCTree.JCDoWhileLoop;
import com.sun.tools.javac.tree.JCTree.JCFieldAccess;
import com.sun.tools.javac.tree.JCTree.JCForLoop;
import com.sun.tools.javac.tree.JCTree.JCFunctionalExpression;
import com.sun.tools.javac.tree.JCTree.JCIdent;
import com.sun.tools.javac.tree.JCTree.JCImport;
import com.sun.tools.javac.tree.JCTree.JCLambda;
import com.sun.tools.javac.tree.JCTree.JCLiteral;
import com.sun.tools.javac.tree.JCTree.JCMemberReference;
import com.sun.tools.javac.tree.JCTree.JCMethodDecl;
import com.sun.tools.javac.tree.JCTree.JCMethodInvocation;
import com.sun.tools.javac.tree.JCTree.JCNewArray;
import com.sun.tools.javac.tree.JCTree.JCNewClass;
import com.sun.tools.javac.tree.JCTree.JCTypeApply;
import com.sun.tools.javac.tree.JCTree.JCTypeCast;
import com.sun.tools.javac.tree.JCTree.JCVariableDecl;
import com.sun.tools.javac.tree.JCTree.JCWhileLoop;
import com.sun.tools.javac.tree.JCTree.JCYield;
import com.sun.tools.javac.tree.TreeInfo;
import com.sun.tools.javac.tree.TreeScanner;
import com.sun.tools.javac.util.Name;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Which units say a name at all, which get values of a class, and what the classes extend.
 *
 * <p>Found in one pass that looks at nothing but the names of methods and fields, with javac's own
 * scanner, which makes no paths: it passes over types and annotations. A unit that does not say a
 * name need not be indexed for the sake of a symbol of that name.
 */
final class UnitsByName {
  private final Map<Name, List<CompilationUnitTree>> naming = new HashMap<>();
  private final Map<TypeSymbol, List<CompilationUnitTree>> getting = new LinkedHashMap<>();
  private final Map<TypeSymbol, List<CompilationUnitTree>> making = new LinkedHashMap<>();

  private final Map<TypeSymbol, List<CompilationUnitTree>> functions = new HashMap<>();
  private final Map<ClassSymbol, List<ClassSymbol>> subclasses = new HashMap<>();

  private UnitsByName() {}

  /**
   * Reads units.
   *
   * @param test which calls, creations, method references, variables and loops to select
   * @param selected is told of each of those, with its unit
   */
  static UnitsByName of(
      ImmutableList<CompilationUnitTree> units,
      Predicate<JCTree> test,
      BiConsumer<CompilationUnitTree, TreePath> selected) {
    UnitsByName names = new UnitsByName();
    for (CompilationUnitTree unit : units) {
      names.new Scanner(unit, test, selected).scan((JCTree) unit);
    }
    return names;
  }

  /** The units in which an identifier, a selection or a method reference has the name. */
  List<CompilationUnitTree> naming(Name name) {
    return naming.getOrDefault(name, List.of());
  }

  /** The units that get values of a type: by {@code new}, by a call, as a parameter. */
  Map<TypeSymbol, List<CompilationUnitTree>> getting() {
    return Collections.unmodifiableMap(getting);
  }

  /** The units that make values of a type by {@code new}. */
  Map<TypeSymbol, List<CompilationUnitTree>> making() {
    return Collections.unmodifiableMap(making);
  }

  /** The units with a lambda or method reference for a functional interface. */
  List<CompilationUnitTree> functions(TypeSymbol type) {
    return functions.getOrDefault(type, List.of());
  }

  /** The classes that name the class or interface as a direct supertype. */
  List<ClassSymbol> subclasses(ClassSymbol type) {
    return subclasses.getOrDefault(type, List.of());
  }

  /** The classes and interfaces that classes name as a direct supertype. */
  Set<ClassSymbol> extended() {
    return subclasses.keySet();
  }

  private final class Scanner extends TreeScanner {
    private final CompilationUnitTree unit;
    private final Predicate<JCTree> test;
    private final BiConsumer<CompilationUnitTree, TreePath> selected;

    /* The tree at hand behind those around it, and the paths of the first ones of them. */
    private JCTree[] around = new JCTree[64];
    private int depth;
    private final List<TreePath> paths = new ArrayList<>();

    Scanner(
        CompilationUnitTree unit,
        Predicate<JCTree> test,
        BiConsumer<CompilationUnitTree, TreePath> selected) {
      this.unit = unit;
      this.test = test;
      this.selected = selected;
    }

    @Override
    public void scan(@Nullable JCTree tree) {
      if (tree == null || tree instanceof JCLiteral) {
        return;
      }
      if (tree instanceof JCIdent name && !(name.sym instanceof ClassSymbol)) {
        // The most frequent of all trees: what is around it does not matter.
        visitIdent(name);
        return;
      }
      if (tree instanceof JCYield result && isUnwritten(result)) {
        tree.accept(this);
        return;
      }
      if (depth == around.length) {
        around = Arrays.copyOf(around, 2 * depth);
      }
      around[depth++] = tree;
      tree.accept(this);
      depth--;
      if (paths.size() > depth) {
        paths.remove(depth);
      }
    }

    /** The {@code yield} around the value behind an arrow, which is not part of the public tree. */
    private boolean isUnwritten(JCYield result) {
      return around[depth - 1] instanceof JCCase clause && clause.body == result.value;
    }

    private void select(JCTree tree) {
      if (test.test(tree)) {
        for (int i = paths.size(); i < depth; i++) {
          paths.add(i == 0 ? new TreePath(unit) : new TreePath(paths.get(i - 1), around[i]));
        }
        selected.accept(unit, paths.get(depth - 1));
      }
    }

    @Override
    public void visitVarDef(JCVariableDecl tree) {
      select(tree);
      scan(tree.init);
    }

    @Override
    public void visitWhileLoop(JCWhileLoop tree) {
      select(tree);
      super.visitWhileLoop(tree);
    }

    @Override
    public void visitDoLoop(JCDoWhileLoop tree) {
      select(tree);
      super.visitDoLoop(tree);
    }

    @Override
    public void visitForLoop(JCForLoop tree) {
      select(tree);
      super.visitForLoop(tree);
    }

    @Override
    public void visitImport(JCImport tree) {}

    @Override
    public void visitClassDef(JCClassDecl tree) {
      if (tree.sym != null) {
        addSubclass(tree.sym.getSuperclass(), tree.sym);
        for (Type type : tree.sym.getInterfaces()) {
          addSubclass(type, tree.sym);
        }
      }
      scan(tree.defs);
    }

    private void addSubclass(Type supertype, ClassSymbol subclass) {
      if (supertype.tsym instanceof ClassSymbol symbol) {
        // It calls a constructor of its superclass.
        add(naming, symbol.name);
        subclasses.computeIfAbsent(symbol, k -> new ArrayList<>(2)).add(subclass);
      }
    }

    @Override
    public void visitIdent(JCIdent tree) {
      // Other units do not see local variables.
      if (tree.sym == null
          || (isMember(tree.sym) && !(tree.sym.owner instanceof MethodSymbol))
          || (tree.sym instanceof ClassSymbol && isDeconstructor())) {
        add(naming, tree.name);
      }
    }

    /** Whether the tree at hand is the type of a record pattern, which reads the components. */
    private boolean isDeconstructor() {
      int parent = depth - 2;
      while (parent >= 0 && around[parent] instanceof JCTypeApply) {
        parent--;
      }
      // The class of such patterns is not there on JDK 17.
      return parent >= 0 && around[parent].getKind().name().equals("DECONSTRUCTION_PATTERN");
    }

    private boolean isMember(Symbol symbol) {
      return symbol instanceof MethodSymbol || symbol instanceof VarSymbol;
    }

    @Override
    public void visitSelect(JCFieldAccess tree) {
      if (tree.sym == null
          || isMember(tree.sym)
          || (tree.sym instanceof ClassSymbol && isDeconstructor())) {
        add(naming, tree.name);
      }
      super.visitSelect(tree);
    }

    @Override
    public void visitReference(JCMemberReference tree) {
      select(tree);
      add(naming, tree.sym == null ? tree.name : nameOf(tree.sym));
      addFunction(tree);
      super.visitReference(tree);
    }

    /** What code calls a method: a constructor has the name of its class. */
    private Name nameOf(Symbol method) {
      return method.isConstructor() ? method.owner.name : method.name;
    }

    @Override
    public void visitLambda(JCLambda tree) {
      addFunction(tree);
      super.visitLambda(tree);
    }

    private void addFunction(JCFunctionalExpression tree) {
      if (tree.target != null) {
        add(functions, tree.target.tsym);
      }
    }

    @Override
    public void visitNewClass(JCNewClass tree) {
      select(tree);
      addType(tree.type);
      if (tree.type != null) {
        add(making, tree.type.tsym);
      }
      // An anonymous class extends another one, whose name is added there.
      if (tree.def == null) {
        Name name = tree.constructor == null ? TreeInfo.name(tree.clazz) : nameOf(tree.constructor);
        if (name != null) {
          add(naming, name);
        }
      }
      scan(tree.encl);
      scan(tree.args);
      scan(tree.def);
    }

    @Override
    public void visitNewArray(JCNewArray tree) {
      scan(tree.dims);
      scan(tree.elems);
    }

    @Override
    public void visitTypeCast(JCTypeCast tree) {
      scan(tree.expr);
    }

    @Override
    public void visitApply(JCMethodInvocation tree) {
      select(tree);
      addType(tree.type);
      super.visitApply(tree);
    }

    @Override
    public void visitMethodDef(JCMethodDecl tree) {
      for (JCVariableDecl parameter : tree.params) {
        addType(parameter.type);
        scan(parameter);
      }
      scan(tree.body);
    }

    private void addType(@Nullable Type type) {
      // Not so before its class is attributed.
      if (type != null && !type.isPrimitiveOrVoid()) {
        add(getting, type.tsym);
      }
    }

    private <K> void add(Map<K, List<CompilationUnitTree>> map, K key) {
      List<CompilationUnitTree> known = map.get(key);
      if (known == null) {
        known = new ArrayList<>(2);
        map.put(key, known);
      } else if (known.get(known.size() - 1) == unit) {
        return;
      }
      known.add(unit);
    }
  }
}
