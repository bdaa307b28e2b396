using System.Reflection;
using System.Reflection.Emit;

namespace VaeLab.Repository.Tests;

/// <summary>All types that a type's declaration and code name, compiled: comments do not count.</summary>
internal static class ReferencedTypes
{
    private const BindingFlags All =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly Dictionary<short, OpCode> s_opCodes = typeof(OpCodes).GetFields()
        .Select(field => (OpCode)field.GetValue(null)!)
        .ToDictionary(code => code.Value);

    public static HashSet<Type> Of(Type type)
    {
        var found = new HashSet<Type>();
        Add(type.BaseType, found);
        foreach (Type contract in type.GetInterfaces())
            Add(contract, found);
        foreach (FieldInfo field in type.GetFields(All))
            Add(field.FieldType, found);
        foreach (MethodBase method in type.GetMethods(All).Cast<MethodBase>().Concat(type.GetConstructors(All)))
            AddMethod(method, found);
        return found;
    }

    private static void AddMethod(MethodBase method, HashSet<Type> found)
    {
        AddSignature(method, found);
        if (method.GetMethodBody() is not { } body)
            return;
        foreach (LocalVariableInfo local in body.LocalVariables)
            Add(local.LocalType, found);
        foreach (ExceptionHandlingClause clause in body.ExceptionHandlingClauses)
            Add(clause.Flags == ExceptionHandlingClauseOptions.Clause ? clause.CatchType : null, found);
        foreach (int token in Tokens(body.GetILAsByteArray()!))
            AddMember(Resolve(method, token), found);
    }

    private static void AddSignature(MethodBase method, HashSet<Type> found)
    {
        Add((method as MethodInfo)?.ReturnType, found);
        foreach (ParameterInfo parameter in method.GetParameters())
            Add(parameter.ParameterType, found);
    }

    private static void AddMember(MemberInfo? member, HashSet<Type> found)
    {
        Add(member as Type ?? member?.DeclaringType, found);
        Add((member as FieldInfo)?.FieldType, found);
        if (member is not MethodBase method)
            return;
        AddSignature(method, found);
        foreach (Type argument in method.IsGenericMethod ? method.GetGenericArguments() : [])
            Add(argument, found);
    }

    private static void Add(Type? type, HashSet<Type> found)
    {
        if (type is null || type.IsGenericParameter)
            return;
        if (type.HasElementType)
        {
            Add(type.GetElementType(), found);
            return;
        }

        foreach (Type argument in type.GetGenericArguments())
            Add(argument, found);
        found.Add(type.IsGenericType ? type.GetGenericTypeDefinition() : type);
    }

    private static MemberInfo? Resolve(MethodBase method, int token)
    {
        Type[]? typeArguments = method.DeclaringType?.GetGenericArguments();
        Type[]? methodArguments = method.IsGenericMethod ? method.GetGenericArguments() : null;
        return method.Module.ResolveMember(token, typeArguments, methodArguments);
    }

    /// <summary>The metadata tokens in a method's code (ECMA-335, partition III).</summary>
    private static IEnumerable<int> Tokens(byte[] code)
    {
        for (int at = 0; at < code.Length;)
        {
            short value = code[at] == 0xfe ? unchecked((short)(0xfe00 | code[at + 1])) : code[at];
            OpCode instruction = s_opCodes[value];
            at += instruction.Size;
            if (instruction.OperandType is OperandType.InlineMethod or OperandType.InlineField or OperandType.InlineType or OperandType.InlineTok)
                yield return BitConverter.ToInt32(code, at);
            at += instruction.OperandType switch
            {
                OperandType.InlineNone => 0,
                OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                OperandType.InlineVar => 2,
                OperandType.InlineI8 or OperandType.InlineR => 8,
                OperandType.InlineSwitch => 4 + (4 * BitConverter.ToInt32(code, at)),
                _ => 4,
            };
        }
    }
}
