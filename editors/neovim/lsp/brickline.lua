-- Neovim 0.11 and later: with this folder on the runtimepath, `vim.lsp.enable('brickline')` starts the server.
return {
  cmd = { 'brickline', 'server' },
  filetypes = { 'python', 'sql', 'yaml' },
  root_markers = { 'brickline.toml', { 'databricks.yml', 'databricks.yaml' }, 'pyproject.toml', '.git' },
}
