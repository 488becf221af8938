namespace Connector.Policy.Catalog;

/// <summary>The listing template that takes a product.</summary>
/// <param name="Index">Its place among the choices of a step that differs by template; 0 is for products without one.</param>
/// <param name="Name">Its name.</param>
/// <param name="Category">TikTok's category; empty: none is told.</param>
public sealed record AssignedTemplate(int Index, string Name, string Category);
