-- Starts brickline in every version of Neovim since 0.7: `require('brickline').setup()`.
-- `cmd` and `settings` may be given; settings are the keys of brickline.toml.
local M = {}

local markers = { 'brickline.toml', 'databricks.yml', 'databricks.yaml', 'pyproject.toml', '.git' }

-- The nearest folder above a file that holds one of the markers, else the file's own.
local function find_root(file)
  local folder = vim.fn.fnamemodify(file, ':p:h')
  local at = folder
  while true do
    for _, marker in ipairs(markers) do
      local path = at .. '/' .. marker
      if vim.fn.filereadable(path) == 1 or vim.fn.isdirectory(path) == 1 then
        return at
      end
    end
    local parent = vim.fn.fnamemodify(at, ':h')
    if parent == at then
      return folder
    end
    at = parent
  end
end

-- Before 0.8 there is no `vim.lsp.start`: one client per root is kept here.
local clients = {}

local function attach(config)
  if vim.lsp.start then
    vim.lsp.start(config)
    return
  end
  local id = clients[config.root_dir]
  if not id or vim.lsp.client_is_stopped(id) then
    id = vim.lsp.start_client(config)
    clients[config.root_dir] = id
  end
  if id then
    vim.lsp.buf_attach_client(0, id)
  end
end

function M.setup(options)
  options = options or {}
  local given = { cmd = options.cmd, init_options = options.settings and { settings = options.settings } }
  if vim.lsp.config and vim.lsp.enable then
    vim.lsp.config('brickline', given)
    vim.lsp.enable('brickline')
    return
  end
  vim.api.nvim_create_autocmd('FileType', {
    pattern = { 'python', 'sql', 'yaml' },
    callback = function(event)
      if vim.bo[event.buf].buftype ~= '' then
        return
      end
      attach({
        name = 'brickline',
        cmd = given.cmd or { 'brickline', 'server' },
        init_options = given.init_options,
        root_dir = find_root(event.file),
      })
    end,
  })
end

return M
